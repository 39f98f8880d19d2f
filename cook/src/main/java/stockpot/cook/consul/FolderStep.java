package stockpot.cook.consul;

import java.nio.file.Path;
import stockpot.cook.host.Difference;
import stockpot.cook.host.Host;
import stockpot.cook.host.Mode;
import stockpot.cook.host.Owner;
import stockpot.cook.host.Step;

/** A folder that must be there. */
record FolderStep(String name, Path folder, Mode mode, Owner owner) implements Step {
    @Override
    public Difference difference(Host host) {
        return host.exists(folder) ? Difference.NONE : Difference.of("+ folder " + folder);
    }

    @Override
    public void apply(Host host) {
        host.folder(folder, mode, owner);
    }
}
