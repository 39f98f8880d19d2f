package stockpot.cook.host;

import java.nio.file.Path;
import java.util.function.Supplier;

/**
 * A file that is made once and then stays: a secret, a key (threat Z05).
 *
 * @param content makes what is written if nothing is there
 */
public record Once(String name, Path file, Supplier<byte[]> content, Owner owner) implements Step {
    @Override
    public Difference difference(Host host) {
        return host.read(file) == null
                ? Difference.of("+ file " + file + " (0600, made once)")
                : Difference.NONE;
    }

    @Override
    public void apply(Host host) {
        host.once(file, content.get(), Mode.PRIVATE, owner);
    }
}
