"""Personal data is replaced before a text leaves for a provider, and put back into what comes from there."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import phonenumbers
from stdnum import iban, luhn
from stdnum.br import cpf
from stdnum.ch import ssn as ahv
from stdnum.de import idnr
from stdnum.es import dni, nie
from stdnum.fr import nir
from stdnum.in_ import aadhaar, pan
from stdnum.it import codicefiscale
from stdnum.se import personnummer
from stdnum.us import ssn

from ai import conf

# An apostrophe belongs to a name, and around an address it is a quotation mark.
EMAIL = re.compile(r"[\w.+-]+(?:['’][\w.+-]+)*@[\w-]+(?:\.[\w-]+)+")
CARD = re.compile(r"(?<![\w.-])\d(?:[ -]?\d){12,18}(?![\w-])")
# Each form is tried on the text, and what has it must pass its check: an order's number rarely does.
IDENTITIES: tuple[tuple[re.Pattern[str], Callable[[str], bool]], ...] = tuple(
    (re.compile(rf"(?<![\w-]){form}(?![\w-])", re.IGNORECASE), is_valid)
    for form, is_valid in (
        (r"[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?", iban.is_valid),
        (r"\d{3}-\d{2}-\d{4}", ssn.is_valid),
        # A British National Insurance number has no check digit, but prefixes that are never given.
        (r"(?!BG|GB|NK|KN|TN|NT|ZZ)[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z] ?\d{2} ?\d{2} ?\d{2} ?[A-D]", bool),
        (r"[12] ?\d{2} ?\d{2} ?\d[\dAB] ?\d{3} ?\d{3} ?\d{2}", nir.is_valid),
        (r"\d{8}-?[A-Z]", dni.is_valid),
        (r"[XYZ]-?\d{7}-?[A-Z]", nie.is_valid),
        (r"[A-Z]{6}\d{2}[A-Z]\d{2}[A-Z]\d{3}[A-Z]", codicefiscale.is_valid),
        (r"\d{2} ?\d{3} ?\d{3} ?\d{3}", idnr.is_valid),
        (r"(?:\d{2})?\d{6}[-+]\d{4}", personnummer.is_valid),
        (r"756\.?\d{4}\.?\d{4}\.?\d{2}", ahv.is_valid),
        (r"[A-Z]{5}\d{4}[A-Z]", pan.is_valid),
        (r"\d{4} \d{4} \d{4}", aadhaar.is_valid),
        (r"\d{3}\.\d{3}\.\d{3}-\d{2}", cpf.is_valid),
    )
)
PLACEHOLDER = re.compile(r"\[(?:EMAIL|CARD|ID|PHONE)_\d+\]")


@dataclass
class Masking:
    """What was replaced in one request's texts: the same value has the same placeholder in all of them."""

    placeholders: dict[str, str] = field(default_factory=dict)

    def mask(self, text: str) -> str:
        """The text with placeholders for email addresses, national ids, IBANs, card and phone numbers."""
        text = self._replace(text, EMAIL, "EMAIL", bool)
        for form, is_valid in IDENTITIES:
            text = self._replace(text, form, "ID", is_valid)
        return self._without_phones(self._replace(text, CARD, "CARD", _is_card))

    def restore(self, text: str) -> str:
        """The text with the values in their places again; a placeholder that nobody gave stays as it is."""
        values = {placeholder: value for value, placeholder in self.placeholders.items()}
        return PLACEHOLDER.sub(lambda found: values.get(found[0], found[0]), text)

    def _replace(self, text: str, form: re.Pattern[str], kind: str, is_valid: Callable[[str], bool]) -> str:
        return form.sub(lambda found: self._hide(kind, found[0]) if is_valid(found[0]) else found[0], text)

    def _hide(self, kind: str, value: str) -> str:
        if value not in self.placeholders:
            count = sum(known.startswith(f"[{kind}_") for known in self.placeholders.values())
            self.placeholders[value] = f"[{kind}_{count + 1}]"
        return self.placeholders[value]

    def _without_phones(self, text: str) -> str:
        pieces, end = [], 0
        for start, value in _phones(text):
            pieces += [text[end:start], self._hide("PHONE", value)]
            end = start + len(value)
        return "".join([*pieces, text[end:]])


def _is_card(value: str) -> bool:
    """Of the length of a card's number (ISO/IEC 7812) and with a right last digit."""
    digits = re.sub(r"\D", "", value)
    return 13 <= len(digits) <= 19 and luhn.is_valid(digits)


def _phones(text: str) -> Iterator[tuple[int, str]]:
    matcher = phonenumbers.PhoneNumberMatcher(text, conf.phone_region())
    for match in matcher:
        yield match.start, match.raw_string
