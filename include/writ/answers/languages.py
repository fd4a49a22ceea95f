"""How mail programs announce the mail that is answered, in Russian and Kazakh, in the form of `mailparser_reply`.

Each expression spans two lines at most, as programs break long ones, and has a bound on everything that repeats.
"""

from __future__ import annotations

_QUOTED = r"(?:> ?){0,20}"
# a time of day in the line, and one line end at most, as names and addresses are long
_WITH_TIME = r"(?=[^\n]{0,120}\d{1,2}[:.]\d{2})"
_ANYTHING = r"[^\n]{0,160}\n?[^\n]{0,160}"
_MARKER = (
    r"(?:пересылаемое сообщение|пересланное сообщение|исходное сообщение|начало переадресованного сообщения"
    r"|конец пересылаемого сообщения|қайта жіберілген хабарлама|бастапқы хабарлама|forwarded message|original message)"
)


def _from_header(names: str) -> str:
    return rf"((?:(?:^|\n){_QUOTED}[* ]{{0,3}}(?:{names}):[^\n]{{0,400}}){{2,}})"


def _wrote(verbs: str) -> str:
    line = rf"{_QUOTED}-{{2,12}} ?{_MARKER} ?-{{2,12}}|{_MARKER}:"
    return rf"^({_QUOTED}{_WITH_TIME}{_ANYTHING}(?:{verbs})\s{{0,2}}:|{line})$"


LANGUAGES: dict[str, dict[str, str | list[str]]] = {
    "ru": {
        # "12 нояб. 2026 г., в 10:15, X написал(а):", "12.11.2026 10:15, X пишет:", "12 нояб. 2026 г. в 10:15, X <x@y>:"
        "wrote_header": _wrote(r"(?:на)?писал(?:\(а\)|а|и)?|пишет|<\s?[^<>\s]{1,120}@[^<>\s]{1,120}>"),
        "from_header": _from_header("От|От кого|Отправлено|Отправитель|Кому|Тема|Дата|Копия|Организация"),
        "disclaimers": [],
        "signatures": ["С уважением", "С наилучшими пожеланиями", "Всего доброго", "Спасибо"],
        "sent_from": "Отправлено с моего|Отправлено из|Отправлено с",
    },
    "kk": {
        # "2026 ж. 12 қар. 10:15, X жазды:"
        "wrote_header": _wrote("жазды|деп жазды|жазған"),
        "from_header": _from_header(
            "Кімнен|Жіберген|Жіберуші|Жіберілді|Жіберілген|Кімге|Тақырып|Тақырыбы|Күні|Көшірме"
        ),
        "disclaimers": [],
        "signatures": ["Құрметпен", "Ізгі ниетпен", "Рақмет"],
        "sent_from": "Менің .{1,30} жіберілді",
    },
}
# a paragraph that begins so is of whoever runs the mail server, and says nothing of an order
DISCLAIMERS = (
    r"(?:caution|warning|attention|disclaimer|confidential(?:ity)?(?: notice)?|external(?: e?-?mail)?|внимание"
    r"|осторожно|конфиденциально(?:сть)?|құпия)\W"
    r"|\W{0,3}(?:this (?:e-?mail|message|communication)(?: and\b| is\b| may\b| contains?\b|,)"
    r"|the information (?:contained )?in this (?:e-?mail|message)"
    r"|if you (?:are not the intended|have received this)"
    r"|(?:это|данное|настоящее) (?:электронное )?(?:сообщение|письмо)(?: и\b| может\b| предназначен|,)"
    r"|информация,? содержащаяся в (?:этом|данном|настоящем)"
    r"|если вы (?:получили это|не являетесь)"
    r"|бұл (?:электрондық )?(?:хабарлама|хат)(?:та|ты)? (?:құпия|тек))"
)
