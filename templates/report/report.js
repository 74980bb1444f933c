"use strict";
// Sorts, filters and opens the rows that the page already holds. All words go in as text nodes, never as markup.
(() => {
  const byId = (id) => document.getElementById(id);
  const make = (name, text, kind) => {
    const element = document.createElement(name);
    if (text) element.textContent = text;
    if (kind) element.className = kind;
    return element;
  };
  let dossiers = null; // read when the first row is opened or words are sought: it may be long
  const dossier = (id) => (dossiers ??= JSON.parse(byId("details").textContent))[id];

  const STEP = 200; // rows shown at once: laying out thousands takes a while, and nobody looks at all of them

  const text = (row, name) => row.querySelector(".c-" + name)?.textContent.trim() ?? "";
  const tables = [...document.querySelectorAll("section.list table")].map((table) => ({
    table,
    body: table.tBodies[0],
    title: table.closest("section").querySelector("h2").firstChild.textContent.trim(),
    nothing: table.nextElementSibling,
    more: make("button", "", "more"),
    most: STEP,
    rows: [...table.tBodies[0].rows].map((row) => ({
      row,
      id: row.id.slice(1),
      organisation: text(row, "organisation"),
      owner: text(row, "owner"),
      detail: null,
      words: null,
    })),
  }));
  const all = tables.flatMap((each) => each.rows);

  // Details

  const list = (title, lines, none) => {
    const section = make("section");
    section.append(make("h3", title));
    if (!lines.length) section.append(make("p", none, "quiet"));
    const items = make("ol");
    for (const [when, what, who, more, later] of lines) {
      const item = make("li");
      const told = make("div", what);
      if (who) told.append(make("span", ", by " + who, "quiet"));
      if (more) told.append(make("div", more, "quiet"));
      if (later) told.append(make("div", later, "later"));
      item.append(make("time", when), told);
      items.append(item);
    }
    section.append(items);
    return section;
  };

  const build = (each, columns) => {
    const known = dossier(each.id);
    const box = make("div", "", "dossier");
    box.setAttribute("role", "group");
    box.setAttribute("aria-label", "Details of " + each.id);
    const both = make("div", "", "both");
    const words = make("div");
    if (known.withheld) {
      words.append(make("p", known.withheld));
    } else {
      const quote = make("blockquote");
      quote.append(known.before, make("mark", known.quote), known.after);
      words.append(quote);
    }
    words.append(make("p", known.where, "where"));
    const facts = make("dl");
    for (const [name, value] of known.facts) facts.append(make("dt", name), make("dd", value));
    both.append(words, facts);
    box.append(both);
    const mails = known.mails.map(([when, to, fate, reply, later]) => [when, "To " + to + ": " + fate, "", reply, later]);
    box.append(list("Reminders", mails, "No mail about it was written."));
    box.append(list("History", known.history.map(([when, did, who, note, later]) => [when, did, who, note, later]), "No record."));
    const row = make("tr", "", "detail");
    row.id = "detail-" + each.id;
    const cell = make("td");
    cell.colSpan = columns;
    cell.append(box);
    row.append(cell);
    return row;
  };

  const toggle = (each, open) => {
    const button = each.row.querySelector(".open");
    if (open && !each.detail) {
      each.detail = build(each, each.row.cells.length);
      each.row.after(each.detail);
      button.setAttribute("aria-controls", each.detail.id);
    }
    if (each.detail) each.detail.hidden = !open;
    each.row.classList.toggle("opened", open);
    button.setAttribute("aria-expanded", String(open));
  };
  const isOpen = (each) => each.row.classList.contains("opened");

  // Sorting

  const collator = new Intl.Collator("en", { sensitivity: "base", numeric: true });
  const sort = (each, head) => {
    const place = head.cellIndex;
    const direction = head.getAttribute("aria-sort") === "ascending" ? "descending" : "ascending";
    for (const other of head.parentNode.cells) other.setAttribute("aria-sort", other === head ? direction : "none");
    const sign = direction === "ascending" ? 1 : -1;
    const keyed = each.rows.map((entry, order) => {
      const cell = entry.row.cells[place];
      return { entry, order, key: cell.dataset.key ?? cell.textContent.trim() };
    });
    // What has no value comes last either way; what is equal keeps its order.
    keyed.sort((a, b) =>
      (a.key === "") - (b.key === "") || sign * collator.compare(a.key, b.key) || a.order - b.order);
    each.rows = keyed.map(({ entry }) => entry);
    const sorted = document.createDocumentFragment();
    for (const entry of each.rows) {
      sorted.append(entry.row);
      if (entry.detail) sorted.append(entry.detail);
    }
    each.body.append(sorted);
    each.most = STEP;
    arrange(each);
  };

  // Filtering

  const words = byId("words");
  const organisation = byId("by-organisation");
  const owner = byId("by-owner");
  const sought = (each) => {
    if (each.words === null) {
      const known = dossier(each.id);
      const facts = known.facts.map((fact) => fact[1]).join(" ");
      each.words = [each.row.textContent, known.quote ?? "", facts, known.where].join(" ").replace(/\s+/g, " ").toLowerCase();
    }
    return each.words;
  };
  const fits = (each) =>
    (!organisation.value || each.organisation === organisation.value) &&
    (!owner.value || each.owner === owner.value) &&
    terms.every((term) => sought(each).includes(term));
  // Shows the rows that fit, the first of them at once; paper has all. Answers how many fit.
  const arrange = (each) => {
    let fitting = 0;
    for (const entry of each.rows) {
      const fit = fits(entry);
      fitting += fit;
      const beyond = fitting > each.most;
      entry.row.hidden = !fit;
      entry.row.classList.toggle("beyond", beyond);
      if (entry.detail) {
        entry.detail.hidden = !fit || !isOpen(entry);
        entry.detail.classList.toggle("beyond", beyond);
      }
    }
    each.nothing.hidden = fitting > 0;
    each.table.hidden = fitting === 0;
    each.more.hidden = fitting <= each.most;
    each.more.textContent = "Show more of " + fitting.toLocaleString("en");
    return fitting;
  };
  const showMore = (each) => {
    each.most += STEP;
    arrange(each);
  };
  let terms = [];
  const filter = () => {
    const wish = words.value.toLowerCase().replace(/\s+/g, " ");
    terms = [...wish.matchAll(/"([^"]+)"|[^\s"]+/g)].map(([term, exact]) => exact ?? term);
    const told = tables.map((each) => {
      each.most = STEP;
      return each.title + ": " + arrange(each).toLocaleString("en") + " of " + each.rows.length.toLocaleString("en");
    });
    byId("found").textContent = told.join("; ");
  };

  const fill = (select, values) => {
    const names = [...new Set(values)].filter(Boolean).sort(collator.compare);
    for (const name of names) select.append(new Option(name, name));
    if (names.length < 2) select.parentNode.hidden = true;
  };

  // What is clicked

  const owners = new Map(all.map((each) => [each.row, each]));
  for (const each of tables) {
    each.table.addEventListener("click", (event) => {
      const head = event.target.closest("th");
      if (head) return void sort(each, head);
      const row = event.target.closest("tr.row");
      if (!row || (!event.target.closest("button") && String(getSelection()))) return; // somebody marks words
      toggle(owners.get(row), !isOpen(owners.get(row)));
    });
    each.more.type = "button";
    each.more.addEventListener("click", () => showMore(each));
    new IntersectionObserver((seen) => {
      if (seen.some((one) => one.isIntersecting)) showMore(each);
    }).observe(each.more);
    each.table.after(each.more);
  }
  let waiting = 0;
  words.addEventListener("input", () => {
    cancelAnimationFrame(waiting);
    waiting = requestAnimationFrame(filter);
  });
  organisation.addEventListener("change", filter);
  owner.addEventListener("change", filter);
  byId("reset").addEventListener("click", () => {
    words.value = organisation.value = owner.value = "";
    filter();
    words.focus();
  });
  const everything = byId("all");
  everything.addEventListener("click", () => {
    const open = everything.textContent === "Open all";
    for (const each of all) if (!each.row.hidden) toggle(each, open);
    everything.textContent = open ? "Close all" : "Open all";
  });

  if (all.length) {
    fill(organisation, all.map((each) => each.organisation));
    fill(owner, all.map((each) => each.owner));
    document.querySelector(".tools").hidden = false;
    filter();
  }
  const named = location.hash && owners.get(byId(location.hash.slice(1)));
  if (named) {
    toggle(named, true);
    named.row.classList.remove("beyond");
    named.row.scrollIntoView();
  }
})();
