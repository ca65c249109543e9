"""Severities and labels of PostgreSQL's server log, in English and in the languages that it is translated to."""

from __future__ import annotations

import re

from foreshock.ingest.formats.conventions import SEVERITY_NUMBERS

# Source: the message catalogues of PostgreSQL 15 (src/backend/po), msgids of error_severity() and
# send_message_to_server_log().
_SEVERITIES = {
    "DEBUG": "DEBUG ОТЛАДКА НАЛАГОДЖЕННЯ გამართვა 디버그 调试",
    "LOG": "LOG LOGG СООБЩЕНИЕ ЗАПИСУВАННЯ DZIENNIK ჟურნალი 로그 日志",
    "INFO": "INFO ИНФОРМАЦИЯ ІНФОРМАЦІЯ INFORMACJA ინფორმაცია 정보 信息",
    "NOTICE": "NOTICE HINWEIS NOTIFICA NOTIS NOTA UWAGA ЗАМЕЧАНИЕ ПОВІДОМЛЕННЯ 알림 注意",
    "WARNING": "WARNING WARNUNG ATTENTION ATTENZIONE VARNING ADVERTENCIA AVISO OSTRZEŻENIE ПРЕДУПРЕЖДЕНИЕ ПОПЕРЕДЖЕННЯ "
    "გაფრთხილება 경고 警告",
    "ERROR": "ERROR FEHLER ERREUR ERRORE ERRO FEL BŁĄD ОШИБКА ПОМИЛКА შეცდომა 오류 错误 エラー",
    "FATAL": "FATAL FATALE FATALT KATASTROFALNY ВАЖНО ФАТАЛЬНО ფატალური 치명적오류 致命错误",
    "PANIC": "PANIC PANIK PANICO PÂNICO PANIKA ПАНИКА ПАНІКА პანიკა 손상 比致命错误还过分的错误",
}

_LABELS = {
    "DETAIL": "DETAIL|DETALLE|DÉTAIL|DETTAGLI|DETALJ|DETALHE|SZCZEGÓŁY"
    "|ПОДРОБНОСТИ|ВІДОМОСТІ|დეტალები|詳細|상세정보|详细信息",
    "HINT": "HINT|TIPP|ASTUCE|SUGGERIMENTO|TIPS|DICA|PODPOWIEDŹ|ПОДСКАЗКА|УКАЗІВКА|მინიშნება|ヒント|힌트|提示",
    "QUERY": "QUERY|ANFRAGE|CONSULTA|REQUÊTE|FRÅGA|ZAPYTANIE|ЗАПРОС|ЗАПИТ|მოთხოვნა|問い合わせ|쿼리|查询",
    "CONTEXT": "CONTEXT|ZUSAMMENHANG|CONTEXTO|CONTEXTE|CONTESTO|KONTEXT|KONTEKST|КОНТЕКСТ|კონტექსტი|文脈|내용|上下文",
    "LOCATION": "LOCATION|ORT|UBICACIÓN|EMPLACEMENT|POSIZIONE|LOCAL|ПОЛОЖЕНИЕ",
    "BACKTRACE": "BACKTRACE|PILE D'APPEL|СТЕК|ВІДСТЕЖУВАТИ|სტეკი|バックトレース|역추적",
    "STATEMENT": "STATEMENT|ANWEISUNG|SENTENCIA|INSTRUCTION|ISTRUZIONE|SATS|COMANDO|WYRAŻENIE|ОПЕРАТОР|ІНСТРУКЦІЯ"
    "|ოპერატორი|文|명령 구문|语句",
}

SEVERITIES: dict[str, str] = {word: name for name, words in _SEVERITIES.items() for word in words.split()}
LABELS: dict[str, str] = {word: name for name, words in _LABELS.items() for word in words.split("|")}
NUMBERS: dict[str, int] = {word: SEVERITY_NUMBERS[name.lower()] for word, name in SEVERITIES.items()}

# What stands for a user, database or application that the server does not know yet.
UNKNOWN = (
    "", "[unknown]", "[desconocido]", "[inconnu]", "[okänd]", "[sconosciuto]", "[unbekannt]", "[н/д]", "[უცნობი]",
    "[不明]", "[未知]", "[알수없음]",
)  # fmt: skip

SEVERITY_WORD = (
    "(?P<severity>" + "|".join(map(re.escape, sorted(SEVERITIES | LABELS, key=len, reverse=True))) + r")\d? ?"
)

# PostgreSQL prints two blanks after the colon; some tools keep one, Korean labels have none.
SEVERITY_PATTERN = SEVERITY_WORD + ": {0,2}"
