package stockpot.cook.control;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.math.BigInteger;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The keys of a file that an operator laid down. A line is a type, a key, and a comment; a line
 * with options is refused, as options can say who comes in and what runs then.
 *
 * @param lines what goes into {@code authorized_keys}, made anew from what was read
 * @param problems a sentence for each line that is not taken, without its content
 */
public record AuthorizedKeys(List<String> lines, List<String> problems) {
    private static final int MAX_BYTES = 64 << 10;
    private static final int MAX_KEYS = 16;
    private static final int LEAST_RSA_BITS = 2048;
    private static final int MAX_COMMENT = 100;

    private static final Set<String> TYPES =
            Set.of(
                    "ssh-ed25519",
                    "ssh-rsa",
                    "ecdsa-sha2-nistp256",
                    "ecdsa-sha2-nistp384",
                    "ecdsa-sha2-nistp521",
                    "sk-ssh-ed25519@openssh.com",
                    "sk-ecdsa-sha2-nistp256@openssh.com");

    public AuthorizedKeys {
        lines = List.copyOf(lines);
        problems = List.copyOf(problems);
    }

    /** Reads a file's bytes. */
    public static AuthorizedKeys read(byte[] content) {
        if (content.length > MAX_BYTES) {
            return new AuthorizedKeys(List.of(), List.of("it is larger than 64 KiB"));
        }
        List<String> taken = new ArrayList<>();
        List<String> problems = new ArrayList<>();
        int number = 0;
        for (String line : new String(content, UTF_8).split("\r?\n", -1)) {
            number++;
            String text = line.strip();
            if (text.isEmpty() || text.startsWith("#")) {
                continue;
            }
            String[] words = text.split("[ \t]+", 3);
            String problem = taken.size() == MAX_KEYS ? "is one key too many" : problem(words);
            if (problem == null) {
                taken.add(words[0] + " " + words[1] + comment(words));
            } else {
                problems.add("line " + number + " " + problem);
            }
        }
        if (taken.isEmpty() && problems.isEmpty()) {
            problems.add("it holds no key");
        }
        return new AuthorizedKeys(taken, problems);
    }

    private static @Nullable String problem(String[] words) {
        if (!TYPES.contains(words[0])) {
            return words[0].startsWith("-----")
                    ? "looks like a private key: lay down the public one (*.pub)"
                    : "does not begin with a type of key such as ssh-ed25519; options before it are"
                            + " not taken";
        }
        if (words.length < 2) {
            return "has a type but no key";
        }
        try {
            return problem(words[0], ByteBuffer.wrap(Base64.getDecoder().decode(words[1])));
        } catch (IllegalArgumentException | BufferUnderflowException e) {
            return "holds a key that is cut or damaged";
        }
    }

    /** RFC 4253, section 6.6: texts with their lengths before them, the first is the type. */
    private static @Nullable String problem(String type, ByteBuffer key) {
        if (!type.equals(new String(field(key), UTF_8))) {
            return "says another type than its key";
        }
        List<byte[]> fields = new ArrayList<>();
        while (key.hasRemaining()) {
            fields.add(field(key));
        }
        if (fields.isEmpty()) {
            return "holds a key that is cut or damaged";
        }
        if (type.equals("ssh-rsa")
                && new BigInteger(fields.getLast()).bitLength() < LEAST_RSA_BITS) {
            return "holds an RSA key of less than " + LEAST_RSA_BITS + " bits";
        }
        if (type.equals("ssh-ed25519") && (fields.size() != 1 || fields.getFirst().length != 32)) {
            return "holds a key that is cut or damaged";
        }
        return null;
    }

    private static byte[] field(ByteBuffer key) {
        int length = key.getInt();
        if (length < 0 || length > key.remaining()) {
            throw new BufferUnderflowException();
        }
        byte[] field = new byte[length];
        key.get(field);
        return field;
    }

    private static String comment(String[] words) {
        if (words.length < 3) {
            return "";
        }
        String plain = words[2].replaceAll("[^A-Za-z0-9@._+ -]", "");
        return " " + plain.substring(0, Math.min(plain.length(), MAX_COMMENT));
    }

    /** The file. */
    public String text() {
        return String.join("\n", lines) + "\n";
    }
}
