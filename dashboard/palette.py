"""The one palette: a hue for each emotion, for buttons and charts, in light and in dark.

Each colour has a contrast of at least 3:1 with both backgrounds (WCAG 2.2, 1.4.11), and any two
stay apart for readers with protanopia, deuteranopia or tritanopia; the tests compute both.
"""

from model.emotion import Emotion

COLORS = {
    Emotion.JOY: "#b97b06",
    Emotion.FEAR: "#8c5bdb",
    Emotion.ANGER: "#ca010a",
    Emotion.SADNESS: "#3c649e",
    Emotion.DISGUST: "#599274",
    Emotion.SHAME: "#e762b4",
    Emotion.GUILT: "#646451",
}
NEUTRAL = "#75808c"
"""For what belongs to no emotion."""
INK = {"light": "#0f1720", "dark": "#e6e9ed"}
"""The text colour of each theme, as in .streamlit/config.toml."""
