package stockpot.bench.crash;

import java.util.List;

/**
 * Reads the system calls of a server whose client sends one event after the other: between the
 * arrival of a send and its answer an fsync must have come back with success.
 *
 * @param answers how many sends were answered
 * @param withoutFsync how many of these without an fsync since they arrived
 */
record FsyncTrace(int answers, int withoutFsync) {
    /**
     * Reads the lines of {@code strace -f -e
     * trace=read,recvfrom,fsync,fdatasync,write,sendto,writev}.
     */
    static FsyncTrace of(List<String> lines) {
        boolean sending = false;
        boolean synced = false;
        int answers = 0;
        int without = 0;
        for (String line : lines) {
            if (line.contains("\"PUT /_matrix/client/v3/rooms/")) {
                sending = true;
                synced = false;
            } else if (isFsyncDone(line)) {
                synced = true;
            } else if (sending && line.contains("\"HTTP/1.1 200")) {
                sending = false;
                answers++;
                without += synced ? 0 : 1;
            }
        }
        return new FsyncTrace(answers, without);
    }

    private static boolean isFsyncDone(String line) {
        boolean call =
                line.contains("fsync(")
                        || line.contains("fdatasync(")
                        || line.contains("sync resumed>");
        return call && line.stripTrailing().endsWith("= 0");
    }
}
