package stockpot.cook.host;

import java.nio.file.Path;

/**
 * A folder with its mode and owner.
 *
 * @param folder full path
 * @param keep whether one that is there stays as it is
 */
public record Folder(Path folder, Mode mode, Owner owner, boolean keep) implements Step {
    /** With this mode and owner, whatever it has now. */
    public Folder(Path folder, Mode mode, Owner owner) {
        this(folder, mode, owner, false);
    }

    @Override
    public String name() {
        return "folder " + folder;
    }

    @Override
    public Difference difference(Host host) {
        String now = host.mode(folder);
        String wanted = mode.folderText();
        if (now == null) {
            return Difference.of("+ folder " + folder + " (" + wanted + ")");
        }
        return keep || now.equals(wanted)
                ? Difference.NONE
                : Difference.of("~ folder " + folder + ": " + now + " becomes " + wanted);
    }

    @Override
    public void apply(Host host) {
        host.folder(folder, mode, owner);
    }
}
