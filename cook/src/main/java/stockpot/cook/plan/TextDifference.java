package stockpot.cook.plan;

import java.util.ArrayList;
import java.util.List;

/** The lines in which two texts differ, without those around them. */
final class TextDifference {
    /** Beyond this many lines only their number is said. */
    private static final int MOST = 200;

    private TextDifference() {}

    static List<String> lines(String before, String after) {
        List<String> old = before.isEmpty() ? List.of() : before.lines().toList();
        List<String> now = after.lines().toList();
        if (old.size() > MOST || now.size() > MOST) {
            return List.of("  " + old.size() + " lines become " + now.size());
        }
        int[][] common = common(old, now);
        List<String> lines = new ArrayList<>();
        int i = 0;
        int j = 0;
        while (i < old.size() || j < now.size()) {
            if (i < old.size() && j < now.size() && old.get(i).equals(now.get(j))) {
                i++;
                j++;
            } else if (j >= now.size()
                    || (i < old.size() && common[i + 1][j] >= common[i][j + 1])) {
                lines.add("  - " + old.get(i++));
            } else {
                lines.add("  + " + now.get(j++));
            }
        }
        return lines;
    }

    /** The length of the longest common part of what lies behind each pair of places. */
    private static int[][] common(List<String> old, List<String> now) {
        int[][] common = new int[old.size() + 1][now.size() + 1];
        for (int i = old.size() - 1; i >= 0; i--) {
            for (int j = now.size() - 1; j >= 0; j--) {
                common[i][j] =
                        old.get(i).equals(now.get(j))
                                ? common[i + 1][j + 1] + 1
                                : Math.max(common[i + 1][j], common[i][j + 1]);
            }
        }
        return common;
    }
}
