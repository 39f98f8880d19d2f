package stockpot.cook.env;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What came out of reading everything the operator said.
 *
 * @param values the values as given, by the variable's name: what is stored for later commands
 * @param notes what is worth saying at each start, such as what NOSSL meant
 * @param warnings what works and should be put right
 * @param publicUrl PUBLIC_BASEURL, or null: it follows from the host
 * @param timeZone TZ, or null
 * @param userId UID, or null
 * @param groupId GID, or null
 * @param reportStats SYNAPSE_REPORT_STATS
 * @param beginAnew whether to start empty beside an old data set
 */
public record Reading(
        Settings settings,
        Map<String, String> values,
        List<String> notes,
        List<String> warnings,
        @Nullable String publicUrl,
        @Nullable String timeZone,
        @Nullable Integer userId,
        @Nullable Integer groupId,
        boolean reportStats,
        boolean beginAnew) {
    public Reading {
        values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
        notes = List.copyOf(notes);
        warnings = List.copyOf(warnings);
    }
}
