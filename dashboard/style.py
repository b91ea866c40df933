"""The CSS that Streamlit's theme has no option for, and the colour of words in charts."""

import streamlit as st

from dashboard.palette import COLORS, INK
from dashboard.wording import percent
from model.annotation import Prediction
from model.emotion import Emotion

FRAME = """<style>
.stMainBlockContainer { padding-top: 4.5rem; padding-bottom: 2rem; }
:has(> .st-key-address) { display: none; }
.st-key-head { gap: 0 1rem; }
.st-key-head h1 { padding: 1.25rem 0 0; }
.st-key-who { gap: 0 .75rem; font-size: .875rem; opacity: .8; }
.st-key-who button { min-height: 1.5rem; }
.st-key-text textarea { font-size: 1.3rem; line-height: 1.5; }
.st-key-answer { min-height: 5rem; align-content: flex-start; gap: .25rem 1rem; }
.st-key-answer h3 { padding: 0; }
.st-key-answer h3::before {
  content: ""; display: inline-block; width: .8em; height: .8em; margin-right: .45em;
  border-radius: 50%; background: var(--answer, transparent); border: 1px solid #80808080;
}
.stButton kbd { opacity: .9; }
.st-key-sections { gap: .25rem 1rem; }
.st-key-sections button[data-selected="true"] * { color: canvastext; }
.st-key-labels { display: grid; grid-template-columns: repeat(7, 1fr); }
.st-key-labels button {
  position: relative; overflow: hidden; flex-direction: column; gap: 0;
  min-height: 3.9rem; padding: .3rem .2rem .7rem;
}
.st-key-labels button::before {
  content: ""; position: absolute; left: 0; bottom: 0; height: 6px; width: var(--share, 0%);
  background: var(--hue);
}
.st-key-labels button::after {
  content: var(--shown, "\\a0"); font-size: .85rem; line-height: 1.2; white-space: nowrap;
}
.st-key-grounds { display: grid; grid-template-columns: 1fr 1fr; gap: 1rem 2rem; }
.st-key-evidence-side { min-height: 15rem; gap: .75rem; }
@media (max-width: 640px) {
  .st-key-labels { grid-template-columns: repeat(2, 1fr); }
  .st-key-answer { min-height: 9rem; }
  .st-key-grounds { grid-template-columns: 1fr; }
  .st-key-evidence-side { min-height: 13.5rem; }
}
.st-key-grounds:has(.st-key-underline input:not(:checked)) { grid-template-columns: 1fr; }
.st-key-evidence-side:has(.st-key-underline input:not(:checked)) { min-height: 0; }
.st-key-evidence-side:has(.st-key-underline input:not(:checked)) .st-key-evidence { display: none; }
</style>"""
"""The element that all pages share: it never changes, so the browser never takes it away."""

_HUES = "".join(
    f'[class*="st-key-choose-{emotion}-"] button {{ box-shadow: inset 0 -3px {color}; }}\n'
    for emotion, color in COLORS.items()
)
ROWS = f"""<style>
[class*="st-key-reading-"] [data-testid="stText"], [data-testid="item-text"] {{
  font-size: 1.25rem; line-height: 1.5; max-width: 68ch;
  white-space: pre-wrap; overflow-wrap: anywhere;
}}
:has(> [class*="st-key-reading-"]) {{ min-width: min(100%, 18rem); }}
[class*="st-key-reasons-"] [data-testid="stText"] {{ font-weight: 600; }}
[class*="st-key-quiet-"] [data-testid="stText"] {{ font-size: .9rem; opacity: .8; }}
[class*="st-key-emotions-"] {{ display: grid; grid-template-columns: repeat(7, 1fr); }}
@media (max-width: 640px) {{
  [class*="st-key-emotions-"] {{ grid-template-columns: repeat(2, 1fr); }}
}}
{_HUES}</style>"""
"""For pages with a list of texts, each with its seven buttons."""


def ink() -> str:
    """The colour of words in the theme this visitor sees."""
    return INK[st.context.theme.type or "light"]


def hues(prediction: Prediction | None) -> str:
    """The ``<style>`` element that gives each label button its hue.

    With a prediction the button carries its probability as a bar in that hue.
    """
    rules = "".join(_button(emotion, prediction) for emotion in Emotion)
    if prediction:
        rules += f".st-key-answer, .st-key-grounds {{ --answer: {COLORS[prediction.emotion]}; }}"
    return f"<style>{rules}</style>"


def _button(emotion: Emotion, prediction: Prediction | None) -> str:
    variables = f"--hue: {COLORS[emotion]};"
    if prediction:
        share = prediction.probability(emotion)
        words = percent(share).replace("<", r"\3c ")  # the browser drops a style with a "<" in it
        variables += f'--share: {share:.1%}; --shown: "{words}";'
    marked = "font-weight: 700;" if prediction and prediction.emotion == emotion else ""
    return f'.st-key-labels [class*="st-key-label-{emotion}-"] button {{ {variables} {marked} }}\n'
