"""What follows from the commitments of today, decided purely: no clock, no store, no mail.

The service hands in frozen values and an instant, and writes down what comes back:

- `lifecycle`: which changes of status are allowed; overdue, due for review, days over.
- `horizon.horizon`: where a round of planning must look, so that a round with nothing due costs nothing.
- `planning.plan_reminders`: whom to tell of what now: the ladder (`reminders`), what goes higher (`escalation`),
  questions about conditions (`conditions`); each with the slots that it covers. `folding.fold`: into which mails.
- `quiet` and `staff`: on which days mail goes out, and who reads it while somebody is away.
- `digests.due_period`, then `digests.digest_content`: whose digest is due, and what stands in it.
- `delivery.still_wanted` just before a message leaves; `delivery.after_failure` when it could not.

Slot keys make all of it repeatable: what is already planned is handed in (`taken`, or by the caller's own
look-up of `digest_slot`) and is not planned again.
"""
