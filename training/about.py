"""Made texts that are merely about a type: guides, course notes, agendas, offers. What tells them from the type's own
documents is the same for all types, and this teaches it."""

from __future__ import annotations

from collections.abc import Iterator

from muniment.judging.learned.cards import load_cards
from muniment.judging.taxonomy.types import load_types
from muniment.reading.model import Page, Reading

KINDS = (
    "{title}: a guide for small companies\n{reads}.\nThis guide explains what it is, who needs one and how to begin. "
    "Read more on our blog or ask our experts for a free consultation.\n",
    "How to prepare your {title}\nTen tips from the field\n{reads}.\nStart early, name an owner and collect evidence. "
    "In this article we show what reviewers ask for most often.\n",
    "Agenda\nWorking session on the {title}\n{reads}.\n10:00 Welcome. 10:15 Open questions. 11:00 Next steps. Please "
    "bring your comments; minutes will be sent afterwards.\n",
    "{title} checklist\nFor internal use by the reviewer\n{reads}.\nHas the vendor sent it? Is it current? Who signed "
    "it? Note what is missing and ask for it within ten days.\n",
    "Course notes, week four\nThe {title}\n{reads}.\nStudents should be able to explain its purpose, name its parts "
    "and discuss an example in class. Homework: summarise the chapter.\n",
    "Request for proposal\nThe bidder shall provide a {title}\n{reads}.\nProposals are due in three weeks. Questions "
    "may be sent until Friday. Prices must be fixed for ninety days.\n",
    "Template completion guidance: {title}\nInstructions for authors\n{reads}.\nDelete this page before you send the "
    "document. Replace text in brackets. Section one asks for the name of the organisation.\n",
    "Review summary\nDocument reviewed: {title}\nReviewer: vendor risk team\n{reads}.\nOverall impression: adequate. "
    "Follow up with the vendor on two points before approval.\n",
    "To whom it may concern\nRequest for your {title}\n{reads}.\nOur auditors ask us to collect it from every "
    "supplier. Kindly send it by the end of the month. With best regards\n",
    "From: Pat Moor To: Lee Hart Date: 3 June 2026 Subject: {title}\nHello Lee,\n{reads}.\nCould you please send us "
    "the current one by Friday? The copy we hold has expired. Best regards, Pat\n",
    "{title} form (blank)\nName\nDate DD/MM/YYYY\nPrepared by\n{reads}.\nTo be filled in by the owner. Delete this "
    "note before you send it.\n",
    "{title} services\nOur offer\n{reads}.\nOur certified consultants help you from the first workshop to the final "
    "document. Packages begin at a fixed price. Contact sales for a quote.\n",
)
EACH = 3


def about() -> Iterator[tuple[str, Reading]]:
    """For each type a few such texts, with a key each."""
    types = load_types()
    cards = load_cards(tuple(one.slug for one in types))
    for at, one in enumerate(types):
        titles = cards[at].titles
        for turn in range(EACH):
            text = KINDS[(at * EACH + turn) % len(KINDS)].format(
                title=titles[turn % len(titles)], reads=cards[at].reads_like[0]
            )
            yield f"{one.slug} {turn}", Reading("application/pdf", (Page(1, text),), 1, (), "en")
