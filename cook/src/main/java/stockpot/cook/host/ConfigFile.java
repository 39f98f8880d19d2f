package stockpot.cook.host;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * One rendered configuration file. All of them switch together, by one rename of the folder of
 * their version (threat Z07), so a package that needs a file returns one of these and never writes.
 *
 * @param path below the folder of the version, such as {@code nginx/nginx.conf}
 * @param secret whether {@code cook plan} must not show its lines
 */
public record ConfigFile(String path, String text, Mode mode, Owner owner, boolean secret) {
    /** Readable for everyone, without secrets. */
    public static ConfigFile open(String path, String text) {
        return new ConfigFile(path, text, Mode.PUBLIC, Owner.ROOT, false);
    }

    /** For its owner alone. */
    public static ConfigFile secret(String path, String text, Owner owner) {
        return new ConfigFile(path, text, Mode.PRIVATE, owner, true);
    }

    /** What will be written. */
    public byte[] bytes() {
        return text.getBytes(UTF_8);
    }
}
