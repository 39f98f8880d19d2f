package stockpot.server.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import stockpot.server.matrix.error.MatrixException;
import stockpot.server.matrix.id.ServerName;

/** The kinds of values that keys have. */
final class Types {
    private static final Map<Character, Long> SIZES =
            Map.of('K', 1L << 10, 'M', 1L << 20, 'G', 1L << 30, 'T', 1L << 40);
    private static final Map<Character, Long> SPANS =
            Map.of(
                    's', 1_000L,
                    'm', 60_000L,
                    'h', 3_600_000L,
                    'd', 86_400_000L,
                    'w', 604_800_000L,
                    'y', 31_536_000_000L);

    static final Type<String> TEXT = new Type<>("a text", Types::text);
    static final Type<Boolean> FLAG = new Type<>("true or false", Types::flag);
    static final Type<Path> PATH = new Type<>("a path", Types::path);
    static final Type<Double> RATE = new Type<>("a number, not negative", Types::rate);
    static final Type<Long> SIZE =
            new Type<>("a number of bytes, or with K, M, G or T behind it", Types::size);
    static final Type<Duration> DURATION =
            new Type<>(
                    "a time such as 90s, 5m, 2h, 1d, 1w or 1y; a bare number is milliseconds",
                    Types::duration);
    static final Type<List<String>> TEXTS = new Type<>("a list of texts", Types::texts);
    static final Type<List<String>> ONE_OR_MORE =
            new Type<>("a text or a list of texts", Types::oneOrMore);
    static final Type<ObjectNode> OBJECT = new Type<>("keys and values", Types::object);
    static final Type<ServerName> SERVER_NAME =
            new Type<>("a server name such as example.com or example.com:8448", Types::serverName);
    static final Type<String> BASE_URL =
            new Type<>("an address that begins with https:// or http://", Types::baseUrl);

    private Types() {}

    /** Whole numbers between two bounds, both included. */
    static Type<Integer> whole(int least, int most) {
        String allowed = "a whole number from " + least + " to " + most;
        return new Type<>(
                allowed,
                item -> {
                    long number = number(item, allowed);
                    if (number < least || number > most) {
                        throw new WrongValue("must be " + allowed);
                    }
                    return (int) number;
                });
    }

    /** One of several words. */
    static Type<String> choice(String... words) {
        List<String> allowed = List.of(words);
        String text = "one of " + String.join(", ", words);
        return new Type<>(
                text,
                item -> {
                    String word = scalar(item, text).text();
                    if (!allowed.contains(word)) {
                        throw new WrongValue("must be " + text);
                    }
                    return word;
                });
    }

    /** A list whose elements are mappings with keys of their own. */
    static Type<List<Values>> items(List<Setting<?>> inside) {
        return new Type<>("a list, each element with keys of its own", Types::elements, inside);
    }

    private static List<Values> elements(Item item) throws WrongValue {
        if (!(item instanceof Item.Sequence sequence)) {
            throw new WrongValue("must be a list");
        }
        List<Values> values = new ArrayList<>();
        for (Item element : sequence.items()) {
            if (!(element instanceof Item.Mapping mapping)) {
                throw new WrongValue("each element must have keys of its own");
            }
            values.add(new Values(mapping));
        }
        return values;
    }

    private static Item.Scalar scalar(Item item, String allowed) throws WrongValue {
        if (item instanceof Item.Scalar scalar) {
            return scalar;
        }
        throw new WrongValue("must be " + allowed);
    }

    private static String text(Item item) throws WrongValue {
        Item.Scalar scalar = scalar(item, "a text");
        if (scalar.plain() == Item.Plain.FLAG) {
            throw new WrongValue(
                    "must be a text; YAML takes " + scalar.text() + " for true or false: quote it");
        }
        if (scalar.text().indexOf('\0') >= 0) {
            throw new WrongValue("must not hold a NUL");
        }
        return scalar.text();
    }

    private static boolean flag(Item item) throws WrongValue {
        return switch (scalar(item, "true or false").text().toLowerCase(Locale.ROOT)) {
            case "true", "yes", "on" -> true;
            case "false", "no", "off" -> false;
            default -> throw new WrongValue("must be true or false");
        };
    }

    private static long number(Item item, String allowed) throws WrongValue {
        try {
            return Long.parseLong(scalar(item, allowed).text().replace("_", ""));
        } catch (NumberFormatException e) {
            throw new WrongValue("must be " + allowed);
        }
    }

    private static double rate(Item item) throws WrongValue {
        try {
            double number = Double.parseDouble(scalar(item, RATE.allowed()).text());
            if (number >= 0 && number <= 1e15) {
                return number;
            }
        } catch (NumberFormatException e) {
            // said below
        }
        throw new WrongValue("must be " + RATE.allowed());
    }

    private static long size(Item item) throws WrongValue {
        return scaled(scalar(item, SIZE.allowed()).text(), SIZES, SIZE.allowed());
    }

    private static Duration duration(Item item) throws WrongValue {
        String text = scalar(item, DURATION.allowed()).text();
        return Duration.ofMillis(scaled(text, SPANS, DURATION.allowed()));
    }

    private static long scaled(String text, Map<Character, Long> units, String allowed)
            throws WrongValue {
        try {
            Long unit = text.isEmpty() ? null : units.get(text.charAt(text.length() - 1));
            String digits = unit == null ? text : text.substring(0, text.length() - 1);
            long number = Long.parseLong(digits.strip());
            if (number >= 0) {
                return Math.multiplyExact(number, unit == null ? 1 : unit);
            }
        } catch (ArithmeticException | NumberFormatException e) {
            // said below
        }
        throw new WrongValue("must be " + allowed);
    }

    private static Path path(Item item) throws WrongValue {
        String text = text(item);
        if (text.isEmpty()) {
            throw new WrongValue("must be a path");
        }
        try {
            return Path.of(text).toAbsolutePath().normalize();
        } catch (InvalidPathException e) {
            throw new WrongValue("must be a path");
        }
    }

    private static List<String> texts(Item item) throws WrongValue {
        if (!(item instanceof Item.Sequence sequence)) {
            throw new WrongValue("must be a list of texts");
        }
        List<String> list = new ArrayList<>();
        for (Item element : sequence.items()) {
            list.add(text(element));
        }
        return List.copyOf(list);
    }

    private static List<String> oneOrMore(Item item) throws WrongValue {
        return item instanceof Item.Scalar ? List.of(text(item)) : texts(item);
    }

    private static ServerName serverName(Item item) throws WrongValue {
        try {
            return ServerName.parse(text(item));
        } catch (MatrixException e) {
            throw new WrongValue("must be " + SERVER_NAME.allowed());
        }
    }

    private static String baseUrl(Item item) throws WrongValue {
        String text = text(item);
        if (!text.startsWith("https://") && !text.startsWith("http://")) {
            throw new WrongValue("must be " + BASE_URL.allowed());
        }
        return text.endsWith("/") ? text : text + "/";
    }

    private static ObjectNode object(Item item) throws WrongValue {
        if (json(item) instanceof ObjectNode object) {
            return object;
        }
        throw new WrongValue("must be keys and values");
    }

    private static JsonNode json(Item item) {
        JsonNodeFactory nodes = JsonNodeFactory.instance;
        return switch (item) {
            case Item.Scalar scalar ->
                    switch (scalar.plain()) {
                        case TEXT -> nodes.textNode(scalar.text());
                        case FLAG -> nodes.booleanNode(isYes(scalar.text()));
                        case NUMBER -> numeric(scalar.text());
                        case NOTHING -> nodes.nullNode();
                    };
            case Item.Sequence sequence ->
                    sequence.items().stream()
                            .map(Types::json)
                            .collect(nodes::arrayNode, (all, one) -> all.add(one), (a, b) -> {});
            case Item.Mapping mapping -> {
                ObjectNode object = nodes.objectNode();
                mapping.entries().forEach((key, entry) -> object.set(key, json(entry.value())));
                yield object;
            }
        };
    }

    private static boolean isYes(String text) {
        return List.of("true", "yes", "on").contains(text.toLowerCase(Locale.ROOT));
    }

    private static JsonNode numeric(String text) {
        try {
            return JsonNodeFactory.instance.numberNode(Long.parseLong(text));
        } catch (NumberFormatException e) {
            return JsonNodeFactory.instance.textNode(text);
        }
    }
}
