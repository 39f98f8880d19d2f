package stockpot.server.users;

import org.jspecify.annotations.Nullable;
import stockpot.server.matrix.id.DeviceId;
import stockpot.server.matrix.id.UserId;
import stockpot.server.store.RateOverrides;

/**
 * Who makes a request.
 *
 * @param user the user spoken for
 * @param device the device of the access token; null for tokens without a device
 * @param guest whether the account is a guest's
 * @param tokenId the row of the access token
 * @param standing what administrators have decided about the account
 */
public record Caller(
        UserId user, @Nullable DeviceId device, boolean guest, long tokenId, Standing standing) {
    /**
     * What administrators have decided about an account, as of a few seconds ago at most.
     *
     * @param suspended may read and leave, and nothing else
     * @param shadowBanned what the user does seems to happen, and does not
     * @param limit the rate limit of this user alone, or null for that of everybody
     */
    public record Standing(
            boolean suspended, boolean shadowBanned, RateOverrides.@Nullable OverrideRow limit) {
        /** That of nearly everybody. */
        public static final Standing GOOD = new Standing(false, false, null);
    }

    /** A caller in good standing. */
    public Caller(UserId user, @Nullable DeviceId device, boolean guest, long tokenId) {
        this(user, device, guest, tokenId, Standing.GOOD);
    }
}
