package stockpot.server.e2ee;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a device has left for others to claim.
 *
 * @param oneTimeKeys number of one-time keys by algorithm; {@code signed_curve25519} is always
 *     there, since clients wait for the word that there are none
 * @param unusedFallbackTypes algorithms whose fallback key was never given out
 */
public record KeyCounts(Map<String, Integer> oneTimeKeys, List<String> unusedFallbackTypes) {
    /** Copies, in order. */
    public KeyCounts {
        oneTimeKeys = Collections.unmodifiableMap(new LinkedHashMap<>(oneTimeKeys));
        unusedFallbackTypes = List.copyOf(unusedFallbackTypes);
    }
}
