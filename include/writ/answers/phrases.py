"""The words by which an answer is judged, as data: in Kazakh, Russian and English.

All are lower case, with е for ё and plain apostrophes. A phrase stands for what is done already: a wish, a plan or a
denial has other words, or words of doubt beside it.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from include.writ.domain.delivery import Outcome

# an English participle alone may be a wish ("you want it removed"); with these before or behind it something was done
_DONE = ("removed", "deleted", "taken down", "erased")
_BEFORE = ("been", "was", "were", "is", "are", "we", "have", "has", "we've", "now", "successfully", "permanently")
_BEHIND = ("the", "it", "this", "that", "them", "these", "all", "both")

# fmt: off
OUTCOMES: Mapping[Outcome, tuple[str, ...]] = MappingProxyType({
    Outcome.ACKNOWLEDGED: (
        "we have received your", "we received your", "we have received the", "has been received", "was received",
        "have been received", "we acknowledge receipt", "acknowledge receipt", "we confirm receipt",
        "confirm receipt", "receipt confirmed", "has been registered", "was registered", "thank you for your message",
        "thank you for your notice", "thank you for your e-mail", "thank you for your email",
        "thank you for your order", "is under review", "under review", "has been forwarded to",
        "accepted for processing", "ваше обращение получено", "ваше обращение принято", "обращение зарегистрировано",
        "получено и", "принято в работу", "принято к рассмотрению", "подтверждаем получение", "мы получили",
        "нами получено", "получили ваше", "ваше предписание получено", "предписание получено", "письмо получено",
        "уведомление получено", "требование получено", "зарегистрировано за номером", "зарегистрировано под номером",
        "обращению присвоен номер", "передано в", "передан на рассмотрение", "на рассмотрении",
        "спасибо за ваше обращение", "благодарим за обращение", "хатыңыз қабылданды", "хатыңыз алынды",
        "хабарламаңыз алынды", "хабарламаңыз қабылданды", "нұсқама алынды", "нұсқама қабылданды", "нұсқамаңыз алынды",
        "нұсқамаңыз қабылданды", "өтінішіңіз қабылданды", "өтінішіңіз тіркелді", "өтінішіңіз алынды",
        "алынғанын растаймыз", "қарауға алынды", "қаралуда", "хабарламаны алдық", "нұсқаманы алдық",
        "заявка принята", "заявка зарегистрирована", "обращение принято", "принято к исполнению",
        "хабарламаңызды алдық", "нұсқамаңызды алдық", "хатыңызды алдық", "is being processed",
    ),
    Outcome.REMOVED: (
        *(f"{before} {done}" for before in _BEFORE for done in _DONE),
        *(f"{done} {behind}" for done in ("removed", "deleted") for behind in _BEHIND),
        "удален", "удалена", "удалено", "удалены", "удалили", "удалила", "удалил", "снят с публикации",
        "снята с публикации", "снято с публикации", "сняты с публикации", "снят с показа", "убран", "убрана",
        "убрано", "жойылды", "өшірілді", "жойдық", "өшірдік", "алып тасталды", "алынып тасталды", "алып тастадық",
        "took down", "took it down",
        "content removed", "publication removed", "post removed", "video removed", "material removed", "item removed",
    ),
    Outcome.ALREADY_REMOVED: (
        "already removed", "already deleted", "already been removed", "already been deleted", "already taken down",
        "already been taken down", "previously removed", "previously deleted", "previously been removed",
        "removed by the user", "removed by the author", "removed by its author", "removed by the account holder",
        "deleted by the user", "deleted by the author", "deleted by its author", "removed earlier", "deleted earlier",
        "removed before your", "deleted before your", "removed prior to", "deleted prior to",
        "removed before we received", "уже удален", "уже удалена", "уже удалено", "уже удалены", "уже был удален",
        "уже была удалена", "уже было удалено", "уже были удалены", "ранее удален", "ранее удалена", "ранее удалено",
        "ранее удалены", "был удален ранее", "была удалена ранее", "было удалено ранее", "были удалены ранее",
        "удален автором", "удалена автором", "удалено автором", "удалены автором", "удален пользователем",
        "удалена пользователем", "удалено пользователем", "удалены пользователем", "удален самим автором",
        "ранее был удален", "ранее была удалена", "ранее было удалено", "ранее были удалены", "удален до получения",
        "удалена до получения", "удалено до получения", "удалены до получения", "бұрын жойылған", "бұрын өшірілген",
        "бұған дейін жойылған", "бұған дейін өшірілген", "автор өшірген", "авторы өшірген", "автор жойған",
        "авторы жойған", "алдын ала жойылған", "қазірдің өзінде жойылған",
        "already unavailable", "already inaccessible", "уже недоступен", "уже недоступна", "уже недоступно",
    ),
    Outcome.RESTRICTED: (
        "age-restricted", "age restricted", "visible to logged-in users only", "only visible to logged-in users",
        "visible only to logged-in users", "only to registered users", "visible to adults only", "limited to adults",
        "placed behind a login", "placed behind an age", "age restriction was added",
        "age restriction has been added", "виден только вошедшим", "видна только вошедшим", "видно только вошедшим",
        "доступен только авторизованным", "доступна только авторизованным", "доступно только авторизованным",
        "доступен только зарегистрированным", "доступна только зарегистрированным",
        "доступно только зарегистрированным", "установлено возрастное ограничение",
        "установлена возрастная маркировка", "введено возрастное ограничение", "виден только совершеннолетним",
        "доступен только совершеннолетним", "тек тіркелген пайдаланушыларға", "тек кірген пайдаланушыларға",
        "жас шектеуі қойылды", "жас шектеуі енгізілді",
        "added an age restriction", "только пользователям старше",
    ),
    Outcome.PARTIAL: (
        "partially removed", "partly removed", "removed partially", "removed in part", "partially complied",
        "partially deleted", "part of the content has been removed", "removed part of", "deleted part of",
        "removed some of", "complied in part", "complied partially", "partially executed", "частично удален",
        "частично удалена", "частично удалено", "частично удалены", "удален частично", "удалена частично",
        "удалено частично", "удалены частично", "исполнено частично", "частично исполнено", "удалена часть",
        "удалили часть", "часть материала удалена", "часть материалов удалена", "ішінара жойылды", "ішінара өшірілді",
        "ішінара орындалды", "бір бөлігі жойылды", "бір бөлігі өшірілді",
    ),
    Outcome.REFUSED: (
        "we refuse", "refused", "we decline", "declined", "we reject", "rejected", "does not violate",
        "do not violate", "did not violate", "no violation", "not in violation", "did not find a violation",
        "found no violation", "did not find any violation", "does not breach", "no breach of", "we will not comply",
        "we decided not to remove", "we have decided not to remove", "decided not to take action",
        "not going to remove", "отказываем", "отказываемся", "отказано", "отказали", "отклонено", "отклонен",
        "отклонена", "отклоняем", "отказ в удалении", "не нарушает", "не нарушают", "не выявлено нарушений",
        "нарушений не выявлено", "не обнаружено нарушений", "нарушений не обнаружено", "нарушений не найдено",
        "нарушения не выявлены", "не подтвердила нарушения", "не подтвердили нарушения", "не содержит нарушений",
        "не усматриваем", "не видим оснований", "не находим оснований", "нет оснований для удаления",
        "оснований для удаления нет", "бас тартамыз", "бас тартылды", "бас тарттық", "қабылданбады", "бұзбайды",
        "бұзушылық анықталмады", "бұзушылық табылмады", "бұзушылықтар анықталмады", "жоюға негіз жоқ",
        "we will not remove", "we will not delete", "we will not take down", "we will not be removing",
        "we won't remove", "we won't comply", "must reject", "have to reject", "must refuse", "have to refuse",
        "must decline", "have to decline", "request is denied", "request was denied", "order is denied",
        "request has been denied", "вынуждены отказать", "вынуждены отклонить", "не нашли нарушений",
        "нарушений не нашли", "не обнаружили нарушений", "не выявили нарушений", "оснований для удаления не имеется",
        "отказ:", "бұзушылық анықталған жоқ", "бұзушылық табылған жоқ",
    ),
    Outcome.CLARIFICATION: (
        "please clarify", "kindly clarify", "could you clarify", "can you clarify", "could you please clarify",
        "request clarification", "ask for clarification", "need clarification", "require clarification",
        "clarification is needed", "clarification is required", "please specify", "please provide the exact",
        "please provide a valid url", "please send us the exact", "need more information", "need further information",
        "require further information", "require more information", "need additional information",
        "require additional information", "unclear which", "not clear which", "cannot identify the content",
        "unable to identify the content", "cannot locate the content you refer to", "specify the exact url",
        "просим уточнить", "просьба уточнить", "уточните", "прошу уточнить", "нуждается в уточнении",
        "требуется уточнение", "необходимо уточнить", "необходимы уточнения", "требуются дополнительные сведения",
        "необходимы дополнительные сведения", "просим указать точный", "просим предоставить точную", "не ясно, какой",
        "неясно, какой", "неясно, о каком", "непонятно, о каком", "не понятно, о каком", "просим разъяснить",
        "не можем определить, какой", "не удается определить, какой", "нақтылаңыз", "нақтылап беріңіз",
        "нақтылауды сұраймыз", "нақтылауыңызды сұраймыз", "қосымша мәлімет қажет", "нақтылау қажет", "түсініксіз",
        "түсіндіріп беріңіз", "түсіндіруіңізді сұраймыз",
        "просим предоставить точный", "просим сообщить, о каком", "просим указать, о каком", "просим указать, какой",
        "просим прислать точную", "просим направить точную", "нақтылап жіберуіңізді сұраймыз",
    ),
    Outcome.NOT_FOUND: (
        "not found", "could not find", "could not be found", "cannot find", "can not find", "can't find",
        "couldn't find", "unable to find", "unable to locate", "does not exist", "no such content", "no such post",
        "there is no content", "there is no such", "leads to no content", "never existed", "could not locate",
        "не найден", "не найдена", "не найдено", "не найдены", "не обнаружен", "не обнаружена", "не обнаружено",
        "не существует", "не существуют", "такого материала нет", "такой публикации нет", "такой записи нет",
        "такой страницы нет", "отсутствует на платформе", "отсутствует по указанному адресу",
        "по указанному адресу отсутствует", "табылмады", "табылған жоқ", "таба алмадық", "мұндай материал жоқ",
        "мұндай жазба жоқ", "мұндай жарияланым жоқ",
        "на платформе отсутствует", "материал отсутствует", "публикация отсутствует", "запись отсутствует",
    ),
    Outcome.DUPLICATE: (
        "duplicate", "duplicates our", "already answered", "already been answered", "already been processed under",
        "already processed under", "answered earlier under", "received this order before",
        "received this order earlier", "repeated order", "same order was received", "дубликат", "дублирует",
        "повторное предписание", "повторное обращение", "повторное требование", "ответ был дан ранее",
        "ответ дан ранее", "ответили ранее", "уже рассмотрено", "уже рассматривалось",
        "рассмотрено ранее под номером", "қайталанған", "қайталама", "бұрын жауап берілген",
        "бұған дейін жауап берілген",
        "ответ уже направлялся", "ответ уже направлен", "ответ уже дан", "ответ уже был дан",
    ),
    Outcome.IMPOSSIBLE: (
        "technically impossible", "not technically possible", "technically unable", "technically not possible",
        "force majeure", "for technical reasons we cannot", "for technical reasons, we cannot",
        "for technical reasons we are unable", "for technical reasons, we are unable", "impossible to comply",
        "unable to comply due to", "unable to comply because of technical", "de facto impossible",
        "технически невозможно", "техническая невозможность", "по техническим причинам не можем",
        "по техническим причинам невозможно", "нет технической возможности", "не имеем технической возможности",
        "отсутствует техническая возможность", "форс-мажор", "форс мажор", "непреодолимой силы",
        "техникалық мүмкіндігіміз жоқ", "техникалық мүмкіндік жоқ", "техникалық себептермен мүмкін емес",
        "техникалық тұрғыдан мүмкін емес", "еңсерілмейтін күш",
        "de facto impossibility", "technical impossibility", "невозможно по техническим причинам",
    ),
    Outcome.APPEALED: (
        "we appeal", "we hereby appeal", "we are appealing", "we have appealed", "we have filed an appeal",
        "we filed an appeal", "we lodge an appeal", "we lodge a complaint", "we have lodged a complaint",
        "we contest the order", "we contest this order", "we challenge the order", "we challenge this order",
        "we object to the order", "we object to this order", "appeal against the order", "appeal against this order",
        "обжалуем", "обжаловали", "подаем жалобу", "подали жалобу", "подана жалоба", "оспариваем", "оспорили",
        "подаем возражение", "возражаем против предписания", "жалоба на предписание", "просим отменить предписание",
        "шағымданамыз", "шағым береміз", "шағым бердік", "шағым түсірдік", "шағым келтіреміз", "дау айтамыз",
        "нұсқаманы дауластырамыз",
        "filed a complaint against", "направляем возражение", "подали возражение", "направляем жалобу",
        "направили жалобу",
    ),
    Outcome.RESTORED: (
        "restored", "reinstated", "made available again", "made accessible again", "is available again",
        "is accessible again", "back online", "восстановлен", "восстановлена", "восстановлено", "восстановлены",
        "восстановили", "снова доступен", "снова доступна", "снова доступно", "вновь доступен", "вновь доступна",
        "вновь доступно", "қалпына келтірілді", "қалпына келтірдік", "қайтадан қолжетімді", "қайта қолжетімді",
    ),
})
# alone in a few words they say what was done: "MCI-2026-000001: removed"
SHORT: Mapping[str, Outcome] = MappingProxyType({
    **dict.fromkeys(_DONE, Outcome.REMOVED), "disabled in kazakhstan": Outcome.WITHHELD,
    "geo-blocked": Outcome.WITHHELD, "geoblocked": Outcome.WITHHELD, "received": Outcome.ACKNOWLEDGED,
    "получено": Outcome.ACKNOWLEDGED, "принято": Outcome.ACKNOWLEDGED, "отказ": Outcome.REFUSED,
    "қабылданды": Outcome.ACKNOWLEDGED, "алынды": Outcome.ACKNOWLEDGED, "acknowledged": Outcome.ACKNOWLEDGED,
})
# they stand before a number and say nothing
NAMES_OF_ORDERS = frozenset({
    "order", "notice", "content", "item", "status", "по", "предписание", "предписанию", "уведомление", "материал",
    "статус", "нұсқама", "нұсқамасы", "материалы", "бойынша",
})
# `withheld`: a place and what was done there, in one sentence
PLACES = (
    "in kazakhstan", "from kazakhstan", "within kazakhstan", "in your territory", "in your country", "for kazakhstan",
    "на территории казахстана", "в казахстане", "из казахстана", "для казахстана", "на территории вашей страны",
    "с территории казахстана", "пользователей казахстана", "in kz", "from kz",
    "қазақстан аумағында", "қазақстанда", "қазақстаннан", "қазақстан аумағынан",
)
ACCESS = (
    "blocked", "restricted", "withheld", "disabled", "unavailable", "inaccessible", "geo-blocked", "geoblocked",
    "geo-restricted", "hidden",
    "ограничен", "ограничена", "ограничено", "ограничены", "ограничили", "заблокирован", "заблокирована",
    "заблокировано", "заблокированы", "заблокировали", "скрыт", "скрыта", "скрыто", "скрыты", "скрыли", "недоступен",
    "недоступна", "недоступно", "недоступны", "закрыт", "закрыли",
    "шектелді", "шектедік", "бұғатталды", "бұғаттадық", "жасырылды", "жасырдық", "қолжетімсіз",
)
# with these beside it, a part was removed and not all
PARTS = (
    "some of", "part of", "parts of", "most of", "one of the", "two of the", "three of the", "partly", "partially",
    "часть", "части", "некоторые", "один из", "одна из", "два из", "две из", "частично", "кейбір", "бір бөлігі",
    "ішінара",
)
# other ways to say the same, put right before anything is looked for
SAME = MappingProxyType({
    "we've": "we have", "we're": "we are", "it's been": "it has been", "they've": "they have",
    "no longer available": "unavailable", "no longer accessible": "inaccessible", "no longer visible": "hidden",
    "больше не доступен": "недоступен", "больше не доступна": "недоступна", "больше не доступно": "недоступно",
    "the republic of kazakhstan": "kazakhstan", "republic of kazakhstan": "kazakhstan",
    "in the territory of kazakhstan": "in kazakhstan", "on the territory of kazakhstan": "in kazakhstan",
    "within the territory of kazakhstan": "in kazakhstan", "for users in kazakhstan": "in kazakhstan",
    "республики казахстан": "казахстана", "республике казахстан": "казахстане", "рк": "казахстана",
    "қазақстан республикасының аумағында": "қазақстан аумағында", "қр аумағында": "қазақстан аумағында",
})
# fmt: on
