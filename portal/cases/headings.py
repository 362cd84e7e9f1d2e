"""The parts of a case out of one text, by headings in Ukrainian, Russian and English."""

from portal.core.headings import Headings

HEADINGS = Headings(
    {
        "situation": (
            "ситуація", "що сталося", "що трапилося", "що було", "обставини", "історія", "запит", "запит клієнта",
            "ситуация", "что случилось", "что произошло", "что было", "обстоятельства", "история", "запрос",
            "запрос клиента",
            "situation", "the situation", "what happened", "the story", "request", "the request",
        ),
        "action": (
            "що зробили", "що зробила", "що зробив", "що зроблено", "що ми зробили", "що я зробила", "що я зробив",
            "дія", "дії", "наші дії", "рішення", "розв'язання",
            "что сделали", "что сделала", "что сделал", "что сделано", "что мы сделали", "что я сделала",
            "что я сделал", "действие", "действия", "наши действия", "решение",
            "what was done", "what we did", "what i did", "action", "actions", "the action", "solution",
        ),
        "reaction": (
            "реакція", "реакція клієнта", "реакція клієнтки", "як відреагував клієнт", "як відреагували",
            "як це сприйняв клієнт", "як сприйняв клієнт", "що сказав клієнт", "результат",
            "реакция", "реакция клиента", "реакция клиентки", "как отреагировал клиент", "как отреагировали",
            "как это воспринял клиент", "как воспринял клиент", "что сказал клиент",
            "reaction", "the reaction", "customer's reaction", "the customer's reaction", "how the customer took it",
            "how they took it", "result", "outcome",
        ),
        "lesson": (
            "чого вчимося", "чого ми вчимося", "чого навчилися", "чого ми навчилися", "чого навчилась",
            "чого це нас вчить", "урок", "уроки", "висновок", "висновки", "що беремо з собою",
            "чему учимся", "чему мы учимся", "чему научились", "чему мы научились", "чему это нас учит", "вывод",
            "выводы", "что берем с собой",
            "what we learn", "what we learned", "what we learnt", "what we have learned", "lesson", "lessons",
            "lesson learned", "lessons learned", "takeaway", "takeaways",
        ),
        "quote": (
            "слова клієнта", "слова клієнтки", "словами клієнта", "цитата", "цитата клієнта",
            "слова клиента", "слова клиентки", "словами клиента", "цитата клиента",
            "customer's words", "in the customer's own words", "the customer's words", "quote", "customer quote",
        ),
    }
)  # fmt: skip

#: A text that heads so many of the four parts was meant as a case.
ENOUGH = 2
PARTS = ("situation", "action", "reaction", "lesson")


def story_of(text: str) -> dict[str, str] | None:
    """The parts that the headings of a text tell apart; None when it heads fewer than two of the four."""
    found = HEADINGS.split(text, first="situation")
    if len({name for name in found.met if name in PARTS}) < ENOUGH:
        return None
    return dict(found.parts)
