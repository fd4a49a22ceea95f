"""Excerpts of publications: fictional and neutral on purpose.

Each says in the first words that it is invented. None holds anything that would be unlawful, harmful or instructive.
Some carry the marks that make a careless reader of CSV stumble: separators, quotes, a line break.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from include.writ.simulator.chance import pick
from include.writ.simulator.world import Content

_OPENINGS: Mapping[str, str] = MappingProxyType(
    {
        "ru": "(вымышленный текст) Вымышленная публикация № {serial}: ",
        "kk": "(ойдан шығарылған мәтін) № {serial} ойдан шығарылған жарияланым: ",
    }
)
_MIDDLES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "ru": (
            "автор описывает условный пример",
            "под снимком стоит подпись, придуманная для проверки",
            "в записи; по сюжету; спорят два выдуманных героя",
            'участник пишет: "это только образец"',
            "пересказана сцена из несуществующей книги",
            "первая строка образца\nвторая строка образца",
        ),
        "kk": (
            "автор шартты мысалды сипаттайды",
            "суреттің астында тексеру үшін ойлап табылған жазу бар",
            "жазбада; оқиға бойынша; екі ойдан шығарылған кейіпкер сөйлеседі",
            'қатысушы былай деп жазады: "бұл тек үлгі"',
            "жоқ кітаптағы көрініс әңгімеленеді",
            "үлгінің бірінші жолы\nүлгінің екінші жолы",
        ),
    }
)
_ENDINGS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "ru": (".", ", и на этом образец кончается.", ", дальше идёт обычный пейзаж.", ", комментариев нет."),
        "kk": (".", ", үлгі осымен аяқталады.", ", әрі қарай кәдімгі көрініс.", ", пікірлер жоқ."),
    }
)


def excerpt(seed: int, content: Content, source: str) -> str:
    """Write what `source` quotes from `content`; two sources may quote different words."""
    language = content.language
    middle = pick(_MIDDLES[language], seed, content.serial, source, "middle")
    ending = pick(_ENDINGS[language], seed, content.serial, source, "ending")
    return _OPENINGS[language].format(serial=content.serial) + middle + ending
