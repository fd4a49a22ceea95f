"""The words that put an answer in doubt, as data: in Kazakh, Russian and English.

Lower case, with е for ё and plain apostrophes. `*` stands for the rest of a word, before or behind.
"""

from __future__ import annotations

# fmt: off
# what was ordered, as something done or to be done: with a word of doubt beside it nothing is certain
ACTS = (
    "remove", "removed", "removing", "delete", "deleted", "deleting", "take down", "take it down", "taken down",
    "took down", "block", "blocked", "blocking", "disable", "disabled", "disabling", "withhold", "withheld",
    "restrict", "restricted", "restricting", "restore", "restored", "restoring", "comply", "complied", "complying",
    "hidden", "reinstate", "reinstated", "act on", "take action", "taken action", "took action", "удалить", "удалим",
    "удалит", "удалят", "удаляем", "удаляет", "удаляется", "удаляются", "удален*", "удалил*", "снять", "снимем",
    "снят", "снята", "снято", "сняты", "скрыть", "скроем", "скрыт", "скрыта", "скрыто", "скрыты", "заблокир*",
    "блокируем", "блокируется", "ограничить", "ограничим", "ограничен", "ограничена", "ограничено", "ограничены",
    "ограничили", "восстановить", "восстановим", "восстановл*", "восстановил*", "исполнить", "исполним", "исполнен",
    "исполнено", "исполнены", "исполнили", "убрать", "уберем", "убран*", "убрали", "удалять", "жойыл*", "жоям*",
    "жоя*", "жойд*", "жойм*", "өшір*", "алып таст*", "алынып таст*", "бұғатта*", "шектел*", "шекте*",
    "қалпына келтір*", "орындал*", "орында*",
)
# the same as nouns, which name it and do not say that it was done: only a denial counts beside them
NOUNS = (
    "removal", "deletion", "takedown", "take-down", "restoration", "compliance", "удаление", "удаления", "удалению",
    "удалении", "блокировк*", "ограничение", "ограничения", "ограничению", "исполнение", "исполнения", "исполнению",
    "восстановлени*", "жою", "жоюға", "өшіру", "өшіруге", "орындау", "орындауға",
)
# said to be done, and not what
VAGUE = (
    "complied", "executed", "has been processed", "measures have been taken", "action has been taken", "took action",
    "we have taken action", "actioned",
    "исполнено", "исполнен", "исполнена", "исполнены", "исполнили", "выполнено", "выполнены", "меры приняты",
    "приняты меры", "приняли меры", "орындалды", "орындадық", "шара қолданылды",
    "шаралар қолданылды",
)
DENIALS = (
    "deny", "denies", "denied",
    "not", "cannot", "can not", "*n't", "never", "no longer", "nothing", "none", "neither", "nor", "without",
    "unable", "fail", "failed", "fails", "failure", "impossible", "refuse", "refused", "decline", "declined",
    "instead of", "rather than", "except", "but not", "still available", "still online", "still accessible",
    "remains available", "remains online", "remains accessible", "false", "не", "ни", "нет", "нельзя", "невозможно",
    "невозможность", "отказ*", "без", "вместо", "кроме", "неудалос*", "недопустимо", "остается доступ*",
    "по-прежнему доступ*", "все еще доступ*", "неверно", "никогда", "неправда", "жоқ", "емес", "*майды", "*мейді",
    "*байды", "*бейді", "*пайды", "*пейді", "*маймыз", "*мейміз", "*мады", "*меді", "*бады", "*беді", "*пады",
    "*педі", "*мадық", "*медік", "*баған", "*беген", "*маған", "*меген", "*паған", "*пеген", "алмаймыз", "алмадық",
    "тартамыз", "тартылды", "no",
)
CONDITIONS = (
    "if", "unless", "once", "in case", "should you", "should anything", "where necessary", "if necessary",
    "если", "в случае", "при условии", "при необходимости", "когда", "егер", "болса", "қажет болса", "жағдайда",
)
# a plan, a wish, a duty, a question, hearsay: nothing that is done
OPEN = (
    *CONDITIONS,
    "said", "hardly", "barely", "scarcely", "mistake", "mistakenly", "put it back", "only", "from search", "in search",
    "едва ли", "вряд ли", "по ошибке", "ошибочно", "только", "из поиска", "из выдачи", "из поисковой", "тек",
    "қателесіп",
    "doubt", "doubts", "please confirm", "confirm whether", "check", "verify", "ensure", "make sure", "believe",
    "think", "thought", "assume", "assumed", "understand", "understood", "heard", "wonder", "proof that",
    "evidence that",
    "просьба", "проверьте", "проверить, что", "убедитесь", "надеемся", "надеюсь", "сомнева*", "сомнени*", "кто",
    "думаем", "думаю", "полагае*", "полагаю", "предполага*", "подтвердите", "подтвердить", "сказал", "сказали",
    "слышали", "доказательств*", "тексеріңіз", "растаңыз", "үміттен*", "күмән*", "сұраймыз", "ойлаймыз",
    "will", "shall", "would", "could", "should", "may", "might", "must", "can", "*'ll", "when", "until", "whether",
    "to be", "being", "to have", "going to", "plan", "plans", "planned", "intend", "intends", "pending", "soon",
    "later", "tomorrow", "asked", "ask", "asking", "demand", "demanded", "demanding", "request that",
    "requested that", "requesting", "claim", "claims", "claimed", "allege", "alleged", "allegedly", "supposed",
    "supposedly", "expected", "expect", "scheduled", "queue", "queued", "provided that", "subject to", "in progress",
    "in process", "working on", "so that", "ordered to", "need to", "needs to", "wish", "want", "wants", "hope",
    "try", "trying", "tried", "attempt", "attempted", "appears to", "appear to", "seems", "seem", "apparently",
    "presumably", "probably", "possibly", "maybe", "perhaps", "said that", "says that", "wrote that", "as soon as",
    "after you", "supposing", "let's", "temporarily", "let us know", "almost", "nearly", "not sure", "unsure",
    "consider", "considering", "review whether", "want us", "be removed", "be deleted", "be taken", "be blocked",
    "be restored", "be restricted", "get removed", "have it removed", "have them removed", "getting", "будет",
    "будут", "будем", "буду", "когда", "как только", "должен", "должна", "должно", "должны", "может", "могут",
    "можем", "можно", "могли", "мог", "бы", "чтобы", "чтоб", "планиру*", "намерен*", "собираемся", "якобы",
    "при наличии", "до тех пор", "пока", "ли", "требует*", "требуе*", "требовани* о том", "просите", "просили",
    "просят", "просим", "подлеж*", "возможно", "вероятно", "предположительно", "видимо", "по-видимому", "похоже",
    "кажется", "будто", "словно", "завтра", "скоро", "вскоре", "позже", "в процессе", "удаляется", "удаляются",
    "удаляем", "удалим", "удалит", "удалят", "скроем", "снимем", "уберем", "исполним", "ограничим", "восстановим",
    "заблокируем", "прошу", "попыта*", "пытае*", "пробуем", "допустим", "например", "по словам", "по данным",
    "утвержда*", "сообщил*", "считае*", "хотите", "хотели", "хотел", "хотим", "надо", "нужно", "необходимо", "следует",
    "временно",
    "почти", "рассмотрим", "проверим", "проверяем", "решим", "после вашего", "после предоставления", "болады",
    "болмақ", "жойылады", "өшіріледі", "жоямыз", "өшіреміз", "шектеледі", "бұғатталады", "жойылуы", "өшірілуі",
    "тиіс", "керек", "қажет", "мүмкін", "жоспар*", "кейінірек", "ертең", "жақында", "ма", "ме", "ба", "бе", "па",
    "пе", "сияқты", "екен", "жойылуда", "өшірілуде", "уақытша", "орындалады", "тасталады", "келтіріледі", "жойылса",
    "өшірілсе", "жойсаңыз", "*атын", "*етін", "for example", "according to the user", "according to the author",
    "сообщает", "сообщают", "requests that",
)
# what is removed or lifted is not what was ordered
OTHER_THINGS = (
    "from our system", "from the system", "the notice was", "the order was", "the request was", "the notice has been",
    "the order has been", "the request has been", "уведомление удалено", "предписание удалено",
    "restriction*", "block has been", "the block", "ban", "label", "flag", "from the queue", "mailing list",
    "your message", "your e-mail", "your email", "your mail", "your letter", "your ticket", "your account", "inbox",
    "unread", "being read", "cache", "backup", "comment about", "access rights", "cookies", "similar", "another",
    "other content", "different", "unrelated", "the link to", "copyright", "ограничение", "ограничения", "блокировка",
    "блокировку", "запрет", "запреты", "ваше сообщение", "ваше письмо", "ваш запрос", "ваше обращение", "из очереди",
    "из рассылки", "рассылк*", "непрочитан*", "прочтения", "другой материал", "другая публикация", "другая запись",
    "иной материал", "похож*", "аналогичн*", "хабарламаңыз", "хатыңыз", "шектеу", "шектеулер", "басқа",
    "attachment was", "attachment has been", "attachments were", "attachments have been", "ticket was",
    "ticket has been", "from spam", "вложение", "вложения", "ваша заявка", "заявка", "из спама",
)
# they look like doubt and are none
HARMLESS = (
    "without undue delay", "without delay", "without any delay", "as requested", "as required", "as ordered",
    "as demanded", "at your request", "without possibility of recovery", "not only", "без возможности восстановления",
    "без промедления", "без задержки", "по вашему требованию", "не позднее", "no later than", "not later than",
)
# fmt: on
