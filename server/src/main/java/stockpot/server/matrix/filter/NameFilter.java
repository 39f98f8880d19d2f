package stockpot.server.matrix.filter;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import stockpot.server.matrix.text.Glob;

/** A list of names to let in and one to keep out; the latter is stronger. */
final class NameFilter {
    private final @Nullable Names only;
    private final @Nullable Names not;

    private NameFilter(@Nullable Names only, @Nullable Names not) {
        this.only = only;
        this.not = not;
    }

    /** Names as they stand. */
    static NameFilter exact(@Nullable List<String> only, @Nullable List<String> not) {
        return new NameFilter(Names.of(only, false), Names.of(not, false));
    }

    /** Names in which a star stands for anything. */
    static NameFilter globs(@Nullable List<String> only, @Nullable List<String> not) {
        return new NameFilter(Names.of(only, true), Names.of(not, true));
    }

    boolean allows(String name) {
        return (not == null || !not.contains(name)) && (only == null || only.contains(name));
    }

    /** Whether no name at all can pass. */
    boolean allowsNothing() {
        return only != null && only.isEmpty();
    }

    private record Names(Set<String> exact, List<Glob> globs) {
        static @Nullable Names of(@Nullable List<String> names, boolean wildcards) {
            if (names == null) {
                return null;
            }
            Set<String> exact = new HashSet<>();
            List<Glob> globs = new ArrayList<>();
            for (String name : names) {
                if (wildcards && name.indexOf('*') >= 0) {
                    globs.add(Glob.starsOnly(name));
                } else {
                    exact.add(name);
                }
            }
            return new Names(exact, globs);
        }

        boolean isEmpty() {
            return exact.isEmpty() && globs.isEmpty();
        }

        boolean contains(String name) {
            if (exact.contains(name)) {
                return true;
            }
            for (Glob glob : globs) {
                if (glob.matches(name)) {
                    return true;
                }
            }
            return false;
        }
    }
}
