package stockpot.cook.plan;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.file.Path;
import java.util.Arrays;
import stockpot.cook.host.Difference;
import stockpot.cook.host.Host;
import stockpot.cook.host.Mode;
import stockpot.cook.host.Owner;
import stockpot.cook.host.Step;

/** A file of the data set that holds no secret. */
record StoredFile(Path file, String text) implements Step {
    @Override
    public String name() {
        return "file " + file;
    }

    @Override
    public Difference difference(Host host) {
        byte[] content = host.read(file);
        return Arrays.equals(content, text.getBytes(UTF_8))
                ? Difference.NONE
                : Difference.of((content == null ? "+ " : "~ ") + "file " + file);
    }

    @Override
    public void apply(Host host) {
        host.write(file, text.getBytes(UTF_8), Mode.PUBLIC, Owner.ROOT);
    }
}
