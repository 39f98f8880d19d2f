package stockpot.server.config;

import java.io.StringReader;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.composer.Composer;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.parser.ParserImpl;
import org.yaml.snakeyaml.reader.StreamReader;
import org.yaml.snakeyaml.resolver.Resolver;

/**
 * Reads YAML as plain data with places. Nothing is constructed from tags, and aliases cannot blow a
 * file up: items are counted after expansion.
 */
final class YamlReader {
    private static final int MAX_DEPTH = 50;
    private static final int MAX_ITEMS = 100_000;

    private final String source;
    private final Problems problems;
    private int items;

    YamlReader(String source, Problems problems) {
        this.source = source;
        this.problems = problems;
    }

    /** The one document of a text; null where it is empty or cannot be read. */
    @Nullable Item read(String text) {
        try {
            LoaderOptions options = new LoaderOptions();
            options.setNestingDepthLimit(MAX_DEPTH);
            StreamReader reader = new StreamReader(new StringReader(text));
            Composer composer =
                    new Composer(new ParserImpl(reader, options), new Resolver(), options);
            Node node = composer.getSingleNode();
            return node == null ? null : item(node, 0);
        } catch (MarkedYAMLException e) {
            problems.add(place(e.getProblemMark()), "", marked(e, text));
        } catch (YAMLException e) {
            problems.add(new Where(source, 0), "", "is not YAML: " + firstLine(e.getMessage()));
        }
        return null;
    }

    /** Says of a tab what to do about it, since YAML's own words do not. */
    private static String marked(MarkedYAMLException e, String text) {
        Mark mark = e.getProblemMark();
        int line = mark == null ? -1 : mark.getLine();
        List<String> lines = text.lines().toList();
        if (line >= 0 && line < lines.size() && indentedByTab(lines.get(line))) {
            return "this line is indented with a tab, which YAML does not allow:"
                    + " put two blanks in the place of each tab";
        }
        return "is not YAML: " + firstLine(e.getProblem());
    }

    private static boolean indentedByTab(String line) {
        return line.substring(0, line.length() - line.stripLeading().length()).indexOf('\t') >= 0;
    }

    private static String firstLine(@Nullable String message) {
        return message == null ? "unreadable" : message.lines().findFirst().orElse("unreadable");
    }

    private Where place(@Nullable Mark mark) {
        return new Where(source, mark == null ? 0 : mark.getLine() + 1);
    }

    private Item item(Node node, int depth) {
        Where where = place(node.getStartMark());
        if (depth > MAX_DEPTH || ++items > MAX_ITEMS) {
            throw new YAMLException("it is nested too deeply or holds too much");
        }
        return switch (node) {
            case ScalarNode scalar -> scalar(scalar, where);
            case SequenceNode sequence -> sequence(sequence, where, depth);
            case MappingNode mapping -> mapping(mapping, where, depth);
            default -> throw new YAMLException("unknown kind of node");
        };
    }

    private Item scalar(ScalarNode node, Where where) {
        Tag tag = node.getTag();
        Item.Plain plain = Item.Plain.TEXT;
        if (tag.equals(Tag.BOOL)) {
            plain = Item.Plain.FLAG;
        } else if (tag.equals(Tag.INT) || tag.equals(Tag.FLOAT)) {
            plain = Item.Plain.NUMBER;
        } else if (tag.equals(Tag.NULL)) {
            plain = Item.Plain.NOTHING;
        } else if (!tag.equals(Tag.STR) && !tag.equals(Tag.TIMESTAMP) && !tag.equals(Tag.MERGE)) {
            refuseTag(tag, where);
        }
        return new Item.Scalar(node.getValue(), plain, where);
    }

    private Item sequence(SequenceNode node, Where where, int depth) {
        if (!node.getTag().equals(Tag.SEQ)) {
            refuseTag(node.getTag(), where);
        }
        List<Item> list = new ArrayList<>();
        for (Node element : node.getValue()) {
            list.add(item(element, depth + 1));
        }
        return new Item.Sequence(list, where);
    }

    private Item mapping(MappingNode node, Where where, int depth) {
        if (!node.getTag().equals(Tag.MAP)) {
            refuseTag(node.getTag(), where);
        }
        Map<String, Item.Entry> entries = new LinkedHashMap<>();
        for (NodeTuple tuple : node.getValue()) {
            Where keyWhere = place(tuple.getKeyNode().getStartMark());
            if (!(tuple.getKeyNode() instanceof ScalarNode keyNode)) {
                problems.add(keyWhere, "", "a key must be a word");
                continue;
            }
            String key = keyNode.getValue();
            if (keyNode.getTag().equals(Tag.MERGE)) {
                problems.add(keyWhere, key, "merging is not understood: write the keys out");
                continue;
            }
            Item value = item(tuple.getValueNode(), depth + 1);
            Item.Entry before = entries.put(key, new Item.Entry(keyWhere, value));
            if (before != null) {
                String first = "is there twice, first in line " + before.keyWhere().line();
                problems.add(keyWhere, key, first);
            }
        }
        return new Item.Mapping(entries, where);
    }

    private void refuseTag(Tag tag, Where where) {
        problems.add(where, "", "YAML tags such as " + tag.getValue() + " are not allowed");
    }
}
