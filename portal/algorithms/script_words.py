"""How scripts are written in Ukrainian, Russian and English: the words that tell their lines apart."""

import re
from collections.abc import Mapping

_ANY = re.IGNORECASE
_OURS = (
    "оператор(?:ка)?|менеджер(?:ка)?|консультант(?:ка)?|спеціаліст(?:ка)?|специалист|продавець(?:-консультант)?|"
    "продавчиня|продавец(?:-консультант)?|агент|співробітни(?:к|ця)|сотрудни(?:к|ца)|адміністратор(?:ка)?|"
    "администратор|експерт(?:ка)?(?: з турботи)?|эксперт(?: заботы)?|ми|мы|ви|вы|"
    "operator|agent|manager|consultant|specialist|advis[eo]r|assistant|care expert|representative|you|we"
)
_THEIRS = (
    "клієнт(?:ка)?|покупець|покупниця|абонент(?:ка)?|пацієнт(?:ка)?|гість|гостя|людина|"
    "клиент(?:ка)?|покупатель(?:ница)?|пациент(?:ка)?|гость(?:я)?|человек|"
    "customer|client|caller|guest|buyer|shopper|patient"
)
#: Groups: what is said of how it is said; what is said.
_BEHIND = r"[*_]*(?: *(\([^()]*\)))?[*_]*(?: *[:：]| +[—–-](?= ))[*_]* *(.*)"
OPERATOR = re.compile(rf"[*_]*(?:{_OURS}){_BEHIND}", _ANY)
CUSTOMER = re.compile(rf"[*_]*(?:{_THEIRS}){_BEHIND}", _ANY)

#: Headings that name their number: group 1 is the number, group 2 the title.
STEP = re.compile(
    r"(?:крок|шаг|step|етап|этап|stage|блок|block|розділ|раздел|section|part|частина|часть)"
    r" *(?:№ *)?(\d{1,3})\b *[.):：—–-]* *(.*)",
    _ANY,
)
NUMBERED = re.compile(r"(\d{1,3})\\?[.)] *(?!\d)(\S.*)")
SUB_NUMBERED = re.compile(r"\d{1,3}(?:\.\d{1,3})+\\?[.)]? +(.*)")
BULLET = re.compile(r"\\?[-*+•·●▪◦‣–—o] +(.*)")
TITLE_WORD = re.compile(r"(?:скрипт|сценарій|сценарий|алгоритм|script|назва|название|title) *[:：.—–-] *(.+)", _ANY)
GOAL = re.compile(r"[*_]*(?:мета|ціль|цель|goal|purpose|завдання|задача)[*_]* *[:：][*_]* *(.+)", _ANY)
#: Words that only say that a phrase follows.
SAYS = re.compile(
    r"(?:(?:скажіть|сказати|кажемо|кажіть|говоримо|говорити|скажите|сказать|говорим|говорите|say|we say|you say|"
    r"фраза|приклад(?: фрази)?|пример(?: фразы)?|phrase|example|наприклад|например|for example|відповідь|ответ|answer)"
    r" *)?[:：—–-]? *",
    _ANY,
)
GREETING = re.compile(
    r"(?:добр(?:ий|ого|ый|ое|ой)|доброе|вітаю|вітаємо|здравствуйте|здрастуйте|приветству|hello|hi\b|good (?:morning|"
    r"afternoon|evening|day)|дяку(?:ю|ємо)|спасибо|благодар|thank you|на все добре|до побачення|до свидания|goodbye)",
    _ANY,
)
MUST = re.compile(
    r"[*_(]*(?:обов['’ʼ`´‘]?язково|обязательно|must|required|always)[*_)]*(?: *[:：!,—–-])? +(?=\S)", _ANY
)

_IF = r"(?:якщо|если|if|у разі|в разі|у випадку|в случае|in case(?: of)?)\b"
_WHEN = r"(?:коли|когда|when|при|на випадок|на случай|for)\b"
IF = re.compile(_IF, _ANY)
IF_OR_WHEN = re.compile(rf"(?:{_IF}|{_WHEN})", _ANY)
#: What is no part of the words of an answer.
IF_WORD = re.compile(r"(?:якщо|если|if|when|коли|когда) +(?=\S)", _ANY)
ARROW = re.compile(r" *(?:→|⇒|➔|➜|➡️?|-{1,3}>|=>) *")
_MARK = r" *[:：] +| *[:：]$| +[—–-] +"
MARK = re.compile(_MARK)
_THEN = re.compile(r" *, *(?:то|тоді|тогда|then)\b *[:：—–-]? *", _ANY)
#: Between a condition and what follows from it; the first of these that is there parts them.
THEN_OF_WHEN = (ARROW, _THEN, MARK)
THEN = (
    ARROW,
    _THEN,
    re.compile(
        rf"{_MARK}|, +(?!(?:що|щоб|чтобы|что|коли|когда|як|как|який|яка|яке|які|якого|яку|котор\w+|that|who|which|але|"
        r"но|а|і|й|и|та|або|или|чи|but|and|or)\b)",
        _ANY,
    ),
)

_TO = r"(?:до|на|к|ко|to|back to|with|from)"
_PLACE = (
    r"(?:крок\w*|шаг\w*|step|п\.?|пп\.?|пункт\w*|розділ\w*|раздел\w*|блок\w*|block|етап\w*|этап\w*|stage|section|item|"
    r"point|part|частин\w*|част\w*|№)"
)
_GO = (
    r"(?:перейти|перейдіть|перейдите|переходимо|переходим|переходьте|переходите|переходить|перехід|переход|йдемо|идём|"
    r"идем|іти|йти|идти|повернутися|повертаємось|повертаємося|повернутись|поверніться|вернуться|вернитесь|"
    r"возвращаемся|повторити|повторить|див\.?|дивись|дивіться|см\.?|смотри|смотрите|go(?: back)?|"
    r"move(?: on)?|jump|skip|return|continue|proceed|see|repeat)"
)
#: To a place by its number, which is group 1.
REFERENCE = re.compile(rf"(?:\b{_GO} +)?(?:\b{_TO} +)?(?<!\w){_PLACE} *№? *(\d{{1,3}})\b(?!\s*[%\d])", _ANY)
#: What may stand before the title of a place.
GO = re.compile(rf"(?:{_GO} +)?(?:{_TO} +)?(?:{_PLACE} +)?", _ANY)
#: What joins a reference to the words before it.
JOINT_AT_END = re.compile(r"(?:[\s,;:—–-]|\b(?:і|й|та|и|and|потім|потом|then|далі|дальше)\b)+$", _ANY)
#: What may stand around a reference and says nothing.
JOINTS = re.compile(
    r"^(?:[\s.,;:()—–-]|\b(?:і|й|та|и|and|потім|потом|then|далі|дальше|одразу|сразу|знову|снова|again|straight)\b)*$",
    _ANY,
)

ESCALATES = re.compile(
    r"\b(?:переда(?:ти|й|мо|є|ть|ют|ём|ем|йте|ють)|переключ|перевест|перевод|переве[дс]|з['’ʼ]?єдна|соедин|"
    r"escalat|transfer|hand (?:it |them |the call )?(?:over|on|to)|put (?:them )?through|connect)\w*",
    _ANY,
)
CALLS_BACK = re.compile(
    r"\b(?:передзвон|перезвон|зателефону\w+ (?:пізніше|через|завтра)|call (?:them )?back|callback|follow up)", _ANY
)
ENDS = re.compile(
    r"\b(?:заверш\w*|закінч\w*|законч\w*|попроща\w*|прощ(?:а|ат|ає)\w*|поклад\w+ слухавк\w*|положить трубку|"
    r"end (?:the )?(?:call|conversation)|close the (?:call|ticket|request)|say goodbye|hang up)",
    _ANY,
)
#: An end that is called so: "Кінець розмови: подякували і попрощалися".
NAMED_END = re.compile(
    r"(?:кінець|завершення|конец|завершение|end)(?: (?:розмови|дзвінка|разговора|звонка|беседы|"
    r"of (?:the )?(?:call|conversation)))? *[:—–-] *(?P<name>\S.*)",
    _ANY,
)
DAYS = re.compile(r"\b(\d{1,3}) *(?:дн\w*|день|days?)\b", _ANY)
#: Sections of what can happen whatever is being talked about.
ANY_TIME = re.compile(
    r"(?:робота (?:із|з|зі) +)?(?:заперечення\w*|запереченнями)|(?:работа с +)?возражени\w+|(?:handling )?objections|"
    r"будь[ -]?коли|у будь-який момент|в будь-який момент|в любой момент|at any time|any time",
    _ANY,
)

NUMBER = re.compile(r"№? *(\d{1,3})\.?")

#: What the draft says itself, by language.
OWN = {
    "uk": {
        "conversation": "Розмова",
        "opening": "Початок розмови",
        "next": "Далі",
        "else": "Інше",
        "more": "Інші відповіді",
        "done": "Розмову завершено",
        "customer": "Клієнт",
        "quotes": "«»",
        "follow_up": "повернутися через {} день|повернутися через {} дні|повернутися через {} днів",
    },
    "ru": {
        "conversation": "Разговор",
        "opening": "Начало разговора",
        "next": "Дальше",
        "else": "Другое",
        "more": "Другие ответы",
        "done": "Разговор завершён",
        "customer": "Клиент",
        "quotes": "«»",
        "follow_up": "вернуться через {} день|вернуться через {} дня|вернуться через {} дней",
    },
    "en": {
        "conversation": "Conversation",
        "opening": "Opening",
        "next": "Go on",
        "else": "Something else",
        "more": "Other answers",
        "done": "Conversation finished",
        "customer": "Customer",
        "quotes": "“”",
        "follow_up": "follow up in {} day|follow up in {} days|follow up in {} days",
    },
}


def follow_up(own: Mapping[str, str], days: int) -> str:
    """The result of what is gone back to after some days."""
    one, few, many = own["follow_up"].split("|")
    if days % 10 == 1 and days % 100 != 11:
        return one.format(days)
    return (few if days % 10 in {2, 3, 4} and days % 100 not in {12, 13, 14} else many).format(days)
