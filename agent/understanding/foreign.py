"""A danger, and the wish for a person, in the languages that customers are told of a hand-over in.

A few of the commonest phrases each: what they miss a model or the hand-over for want of knowledge may catch.
Nothing is read of denials and questions here; a person who looks once too often costs less.
"""

from __future__ import annotations

import re

# German, French, Spanish, Italian, Portuguese, Dutch, Polish and Swedish, in this order.
_DANGERS = {
    "gas": (
        r"\b(?:riecht?\s+(?:\w+\s+){0,2}nach\s+gas|gasgeruch|gasleck\w*|gas\s+(?:tritt|strömt)\s+aus)\b",
        r"\b(?:odeur\s+de\s+gaz|(?:sent|sens)\s+le\s+gaz|fuite\s+de\s+gaz)\b",
        r"\b(?:(?:huele|olor)\s+(?:\w+\s+)?a\s+gas|fuga\s+de\s+gas)\b",
        r"\b(?:(?:odore|puzza)\s+di\s+gas|(?:perdita|fuga)\s+di\s+gas)\b",
        r"\bcheir[oa]\w*\s+(?:\w+\s+)?a\s+gás\b|\b(?:fuga|vazamento)\s+de\s+gás\b",
        r"\b(?:gaslucht|gaslek|ruik\w*\s+(?:\w+\s+){0,2}(?:naar\s+)?gas)\b",
        r"\b(?:zapach\s+gazu|(?:czuć|czuję)\s+gaz\w*|ulatnia\s+się\s+gaz|wyciek\s+gazu)\b",
        r"\b(?:gaslukt|luktar\s+gas|gasläcka)\b",
    ),
    "fire": (
        r"\b(?:es\s+brennt|brennt\s+(?:bei|in|im)|feuer\s+(?:in|im|ausgebrochen))\b",
        r"\b(?:il\s+y\s+a\s+(?:le\s+feu|un\s+incendie)|(?:prend|prennent|pris)\s+feu)\b",
        r"\b(?:hay\s+(?:un\s+)?(?:fuego|incendio)|se\s+está\s+quemando|en\s+llamas)\b",
        r"\b(?:(?:c['’]è\s+)?un\s+incendio|va\s+a\s+fuoco|in\s+fiamme)\b",
        r"\b(?:há\s+(?:um\s+)?(?:fogo|incêndio)|está\s+a\s+arder|pegando\s+fogo|em\s+chamas)\b",
        r"\b(?:er\s+is\s+brand\b(?!\s+new)|staat\s+in\s+brand|brand\s+in\s+(?:de|het|mijn|onze))\b",
        r"\b(?:pożar|pali\s+się)\b",
        r"\b(?:det\s+brinner|eldsvåda)\b",
    ),
    "flooding": (
        r"\b(?:überschwemm\w*|überflutet|(?:steht|stehen)\s+unter\s+wasser|wasserrohrbruch|rohrbruch)\b",
        r"\b(?:inondation|inondée?s?|dégât\s+des\s+eaux|canalisation\s+éclatée)\b",
        r"\b(?:inundación|inundad[oa]s?|tubería\s+(?:rota|reventada))\b",
        r"\b(?:allagament[oi]|allagat[oiae]|tubo\s+(?:rotto|scoppiato))\b",
        r"\b(?:inundação|inundad[oa]s?|alagad[oa]s?|cano\s+(?:rebentado|estourado))\b",
        r"\b(?:overstroming|overstroomd|(?:staat|staan)\s+onder\s+water|gesprongen\s+leiding)\b",
        r"\b(?:zalało|zalan[eay]\w*|zalewa|pękła\s+rura|powódź)\b",
        r"\b(?:översvämn\w*|översvämmad\w*|vattenläcka)\b",
    ),
}
_A_PERSON = (
    r"\b(?:mit|an)\s+(?:einem?n?\s+|einer\s+)?(?:echten\s+|richtigen\s+)?(?:menschen|mitarbeiter\w*|person|berater\w*)\s+"
    r"(?:\w+\s+){0,2}(?:sprechen|reden|verbinden|weiterleiten)|\b(?:will|möchte|brauche)\s+(?:\w+\s+){0,2}"
    r"(?:einen\s+(?:echten\s+)?menschen|einen\s+mitarbeiter)\b",
    r"\b(?:parler|discuter)\s+(?:à|avec)\s+(?:un\w*\s+)?(?:vraie?\s+)?(?:humain|personne|conseill\w+|quelqu['’]un|agent|opérateur)",
    r"\bhablar\s+con\s+(?:una?\s+|algún\s+)?(?:persona|human[oa]|agente|alguien|operador\w*|asesor\w*)",
    r"\bparlare\s+con\s+(?:un[a'’]?\s*|qualche\s+)?(?:persona|umano|operat\w+|qualcuno|consulente|essere\s+umano)",
    r"\bfalar\s+com\s+(?:uma?\s+)?(?:pessoa|humano|atendente|alguém|agente|operador\w*)",
    r"\b(?:met|aan)\s+een\s+(?:echt\s+)?(?:mens|persoon|medewerker)\s+(?:\w+\s+){0,2}(?:spreken|praten|doorverb\w+)|"
    r"\b(?:spreken|praten)\s+met\s+een\s+(?:echt\s+)?(?:mens|persoon|medewerker)\b",
    r"\b(?:rozmawiać|porozmawiać|połącz\w*|skontaktować)\s+(?:\w+\s+){0,2}z\s+(?:człowiekiem|konsultant\w*|pracownik\w*|osobą)",
    r"\b(?:prata|tala)\s+med\s+(?:en\s+)?(?:riktig\s+)?(?:människa|person|någon|handläggare)\b",
)
_DANGER = {name: re.compile("|".join(phrases), re.IGNORECASE) for name, phrases in _DANGERS.items()}
_PERSON = re.compile("|".join(_A_PERSON), re.IGNORECASE)


def foreign_danger_in(text: str) -> str:
    """Its name, or ""."""
    return next((name for name, pattern in _DANGER.items() if pattern.search(text)), "")


def asks_for_person_in_another_language(text: str) -> bool:
    return _PERSON.search(text) is not None
