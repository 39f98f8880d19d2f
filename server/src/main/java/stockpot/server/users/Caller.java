package stockpot.server.users;

import org.jspecify.annotations.Nullable;
import stockpot.server.matrix.id.DeviceId;
import stockpot.server.matrix.id.UserId;

/**
 * Who makes a request.
 *
 * @param user the user spoken for
 * @param device the device of the access token; null for tokens without a device
 * @param guest whether the account is a guest's
 * @param tokenId the row of the access token
 */
public record Caller(UserId user, @Nullable DeviceId device, boolean guest, long tokenId) {}
