"""Messages: whole English sentences that remember what they were made of."""

from __future__ import annotations

import pickle
from pathlib import Path

from dictsvc.errors import DictsvcError, Message, SourceError


def test_a_message_is_a_string_that_keeps_its_template_and_its_values() -> None:
    message = Message("{path}: {count:,} bytes, {reason}", path=Path("a b"), count=1234, reason=Message("too many"))
    assert message == "a b: 1,234 bytes, too many"
    assert message.template == "{path}: {count:,} bytes, {reason}"
    assert message.values == {"path": "a b", "count": 1234, "reason": "too many"}
    assert isinstance(message.values["reason"], Message)


def test_a_template_without_values_is_taken_as_it_is() -> None:
    assert Message("a set: {1, 2}") == "a set: {1, 2}"


def test_an_error_hands_its_message_on_also_to_another_process() -> None:
    error = pickle.loads(pickle.dumps(SourceError("{file} is {what}", file="a", what=Message("a PDF"))))
    assert type(error) is SourceError and str(error) == "a is a PDF"
    assert str(error).template == "{file} is {what}" and str(error).values["what"].template == "a PDF"
    assert str(DictsvcError(str(error))).template == "{file} is {what}"
    assert Message("{url}: {error}", url="u", error=error).values["error"].template == "{file} is {what}"
