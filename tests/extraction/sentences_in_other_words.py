"""Promises in idiom, officialese and translated English: (sentence, the promised verbs in order).

The author is Halvorsen Mining plc ("the Company"), the letter is of 1 March 2021.
"""

IDIOM = [
    ("We never will use informants among the families.", "use"),
    ("Never again will we use rubber bullets at the gate.", "use"),
    ("We shall go on disclosing the names of our suppliers.", "disclose"),
    ("The Company will not cease to collaborate with the court.", "collaborate"),
    ("The Company remains willing, all the same, to receive a delegation.", "receive"),
    ("We mean to have the contracts reviewed by June.", "review"),
    ("We're gonna review the whole contract.", "review"),
    ("We oblige ourselves, however, to throttle the feed at night.", "throttle"),
    ("We are on track to complete the works by June.", "complete"),
    ("We offer to pay for an independent test.", "pay"),
    ("I will see that it is done.", "see"),
    ("We will bear the cost of the survey.", "bear"),
    ("Somebody from this office will be knocking on every door.", "knock"),
    ("Look for me to write again by the end of May.", "write"),
    ("Expect us to publish the data in June.", "publish"),
    ("You can expect to hear from us by Easter.", "hear"),
    ("Growers can count on us to share the trial data.", "share"),
    ("Every April and October you'll find a table here.", "find"),
    ("Whatever you tell him will be kept between the two of you.", "keep"),
    ("Nothing you tell us is going to be passed to the police.", "pass"),
    ("There shall be zero logging on the north slope until the survey is done.", "log"),
    ("There will be no drilling in the reserve.", "drill"),
    ("Disadvantages will not arise for him from it.", "arise"),
    ("Detainees shall be allowed one meal in the canteen each day.", "allow"),
    ("Dealers found to ignore it will have their contracts terminated.", "terminate"),
    ("In addition, managers' bonuses will be tied to safety.", "tie"),
    ("Drilling will not resume unless the elders consent.", "resume"),
    ("Will look into it and get back to you.", "look get"),
    ("The reconnection fee is waived for anyone cut off this winter.", "waive"),
    ("To that end the Company is to invite three elders to the site.", "invite"),
]

LOOSELY_MEANT = [
    ("We are mulling to move the depot.", "move"),
    ("We are giving thought to releasing a redacted copy.", "release"),
    ("We are toying with the idea of releasing the figures.", "release"),
    ("We're exploring the idea of splitting the fund.", "split"),
    ("We are looking at the possibility of opening a second gate.", "open"),
    ("The trustees are looking at whether to hire a nurse.", "hire"),
    ("We are leaning towards moving the camp.", "move"),
    ("We carry the thought of widening the gate.", "widen"),
    ("We have it in mind to invite the neighbours.", "invite"),
    ("We are targeting to eliminate the fees by 2023.", "eliminate"),
    ("We have set ourselves the target of cutting the discharge by a third.", "cut"),
    ("It is hoped to open a small canteen, and proposed to retile the kitchen.", "open retile"),
]

PRESENT = [
    ("We publish the report on 3 May 2021.", "publish"),
    ("The panel meets again on 9 June 2021.", "meet"),
    ("As of Monday we no longer accept cash from subcontractors.", "accept"),
    ("From 1 June we stop buying from brokers.", "stop"),
    ("Our Chief Executive flies out on 11 March to sit with the elders.", "fly"),
    ("The filters get exchanged in the week commencing Monday 7 June.", "exchange"),
    ("On 10 June we issue the second notice.", "issue"),
    ("Crews flush the mains on your street on 12 March.", "flush"),
    ("You get our definitive answer by 15 April.", "get"),
    ("A copy of the list goes to every harbour master tomorrow.", "go"),
    ("We're wiping the records no later than 5 May 2021.", "wipe"),
    ("We are holding a hearing on 9 April.", "hold"),
    ("The minutes are being sent to every resident on 4 April.", "send"),
    ("Two of our engineers are going to the site on 4 May.", "go"),
]

ARRANGED = [
    ("This morning I requested the works council to hand over its list.", "hand"),
    ("Last week we commissioned Dr Holm to examine the wells.", "examine"),
    ("Foremen have been asked to log every blast.", "log"),
    ("Instructions have gone out to all sites to carry no passengers.", "carry"),
    ("I have arranged for your fare to be refunded.", "refund"),
    ("I've asked for all guards at the depot to be reminded of the rules.", "remind"),
    ("Arrangements are in hand for their removal to a safer place.", "remove"),
    ("Steps are being taken to install a second meter.", "install"),
    ("Preparations are under way to recruit a nurse.", "recruit"),
    ("The decision has been taken to stop the trucks at night.", "stop"),
    ("It has been decided to hold a public hearing.", "hold"),
    ("The next step will be our publication of the full data.", "publish"),
    ("What comes next is the appointment of a monitor.", "appoint"),
    ("Delivery of the filters is scheduled for May 2021.", "deliver"),
    ("The next inspection is due in June.", "inspect"),
    ("A decision on whether to open an inquiry will be taken within 20 working days.", "take"),
    ("Publication of the audit will follow in June.", "follow"),
]

SPOKEN_FOR = [
    ("Our Privacy Officer is Keziah Moe. She plans to walk you through the archive.", "walk"),
    ("I have put it to our treasurer, Ida Holm. She is open to printing the table.", "print"),
    ("Within 60 days the Ethics Committee, chaired by Solvei Tan, is due to sign off a protocol.", "sign"),
    ("I have passed your remarks to the site manager, who'll ring you on Tuesday.", "ring"),
    ("The Director-General has also undertaken to look personally into the death.", "look"),
    ("Someone will be in touch.", "be"),
    ("Dr Rehn will be joining us on 1 June.", "join"),
]

EVERY_CLASS = {
    "idiom": IDIOM,
    "loosely meant": LOOSELY_MEANT,
    "present": PRESENT,
    "arranged": ARRANGED,
    "spoken for": SPOKEN_FOR,
}

BY_SENDER = [
    ("Mayor of Brannock", "The Council shall repave the lane.", "repave"),
    ("City Council of Brannock", "The City will repave the lane.", "repave"),
    ("Office of the Prisons Ombudsman", "The Ombudsman will seek to obtain the cell records.", "obtain"),
    ("Marsh End Joint Venture", "The Partners have resolved to establish a trust.", "establish"),
    ("Marsh End Joint Venture", "The Operator shall cause the pond to be drained by 30 June.", "cause"),
    ("Kingsmere Football Club", "The Academy will pay every scout.", "pay"),
    ("Rector of Aldmoor University", "The University will open the files.", "open"),
    ("Fourth Highland Brigade", "The Brigade will withdraw the post.", "withdraw"),
]
"""Sender, sentence, verbs: bodies for which the sender speaks."""

# ---- What only sounds like it. ----

HABIT = [
    "We publish a report every year.",
    "We answer within thirty days.",
    "Workers get their wages on the 5th of each month.",
    "The trucks arrive daily.",
    "We no longer use coal.",
    "As of last May we no longer own the mine.",
    "The shop opens from Monday to Friday.",
    "The lecture halls remain closed until the Governor orders otherwise.",
    "We are operating in line with the law.",
]

CALENDARS_OF_OTHERS = [
    "The Senate meets again in June.",
    "The court sits on 3 May 2021.",
    "The election takes place on 12 May 2021.",
    "The police publish their figures in May.",
    "Your meeting with the union is planned for 12 April 2021.",
    "The union's march is planned for 12 April 2021.",
    "The hearing before the High Court is scheduled for 14 May.",
    "A hearing was scheduled for 14 May 2020.",
    "The committee of inquiry of the parliament meets again in June.",
    "By 11 pm on Tuesday, ensure management controls are in place.",
]

FINDINGS = [
    "The delay is to be blamed on the weather.",
    "The outage is to be led back to a loose wire.",
    "Nothing is to be gained from a dispute.",
    "Claims are to be submitted at the gate until 31 July.",
    "You will find our policy in the annex.",
    "You will find that the figures are correct.",
    "It is hoped that the market will recover.",
    "It is intended to protect the bank.",
    "There shall be no doubt about it.",
    "No worker is going to believe that.",
    "Look for the blue sign at the gate.",
    "Expect us to disagree.",
    "The next step is yours.",
]

THEIRS_OR_GONE = [
    "In 2019 I requested the contractor to leave.",
    "Yesterday we told you to wait.",
    "The court ordered the company to pay in 2017.",
    "Steps were taken in May to install a meter.",
    "Arrangements were made in 2018 for their removal.",
    "The police have been asked to investigate.",
    "I note that the Mayor's office has told you that it will fund a panel.",
    "The State Gallery's committee will decide.",
    "The cost of the appeal is borne by the appellant.",
    "Prices will rise by one third.",
    "If we were to publish the names, we would break the law.",
]

EVERY_DECOY = {
    "habit": HABIT,
    "calendars of others": CALENDARS_OF_OTHERS,
    "findings": FINDINGS,
    "theirs or gone": THEIRS_OR_GONE,
}
