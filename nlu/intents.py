"""The closed list of what somebody may mean beside answering, shared by phrases, interpreters and the bot."""

from __future__ import annotations

from collections.abc import Mapping

NONE = "none"

#: What is said about the conversation itself.
DIALOGUE = (
    "affirm",
    "deny",
    "dont_know",
    "back",
    "skip",
    "edit",
    "repeat",
    "help",
    "why",
    "pause",
    "stop",
    "restart",
    "change_language",
    "talk_to_human",
    "show_data",
    "delete_data",
    "withdraw_consent",
    "are_you_a_bot",
    "greet",
    "thank",
    "emergency",
)
#: Needs, each with the field of action (`backend/content/rules/needs.yaml`) in which it is asked about.
NEEDS: Mapping[str, str] = {
    "german_course": "language",
    "school_place": "childcare",
    "childcare": "childcare",
    "work": "work",
    "qualification_recognition": "work",
    "training_place": "training",
    "housing_search": "housing",
    "housing_problem": "housing",
    "doctor_or_therapy": "health",
    "pregnancy": "health",
    "money_or_benefits": "money",
    "debt": "money",
    "residence_permit": "law",
    "asylum_procedure": "law",
    "naturalisation": "law",
    "family_reunion": "family",
    "domestic_violence": "family",
    "discrimination": "social",
    "letter_from_authority": "law",
    "moving_house": "housing",
    "appointment": "social",
}
#: Needs that tell of health, origin or violence: kept only with the consent to special categories (Art. 9 GDPR).
_SPECIAL = frozenset({"doctor_or_therapy", "pregnancy", "asylum_procedure", "domestic_violence", "discrimination"})
INTENTS = (*DIALOGUE, *NEEDS, NONE)

#: Acted on by exact phrases only; whatever else sounds like one of these is asked about first.
STRICT = ("emergency", "delete_data", "stop", "withdraw_consent")
#: Whoever tells of these is shown the help lines by the words for danger, whichever of them it is called.
DANGER = frozenset({"emergency", "domestic_violence"})

#: Commands of the engine (`flows.inputs.COMMANDS`) -> what saying them means here.
OF_COMMAND: Mapping[str, str] = {
    "start": "restart",
    "back": "back",
    "edit": "edit",
    "skip": "skip",
    "why": "why",
    "help": "help",
    "menu": "help",
    "repeat": "repeat",
    "resume": "repeat",
    "pause": "pause",
    "stop": "stop",
    "language": "change_language",
    "human": "talk_to_human",
    "data": "show_data",
    "delete": "delete_data",
    "withdraw": "withdraw_consent",
    "emergency": "emergency",
}


def purpose_of(need: str) -> str:
    """The consent of the intake flow that a sentence with this need rests on."""
    return "special" if need in _SPECIAL else "intake"
