package stockpot.server.store;

import stockpot.server.matrix.json.Json;

/** Texts of people as parts of patterns for {@code LIKE … ESCAPE '!'}. */
final class LikeText {
    private LikeText() {}

    /** The characters with a meaning to LIKE as themselves (threat X05). */
    static String escaped(String text) {
        return text.replace("!", "!!").replace("%", "!%").replace("_", "!_");
    }

    /** A text as it stands inside a JSON value. */
    static String asJson(String text) {
        String json = Json.text(Json.object().textNode(text));
        return json.substring(1, json.length() - 1);
    }
}
