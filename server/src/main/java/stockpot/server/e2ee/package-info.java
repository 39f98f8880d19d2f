/**
 * What devices need to talk in secret: their public keys, the keys by which users vouch for devices
 * and for each other, messages from device to device, news of changed devices, and backups of room
 * keys. The server stores and hands out; it cannot read any of it. Client-Server API, "End-to-End
 * Encryption" and "Send-to-Device messaging".
 *
 * <p>What comes in is JSON of clients, checked here for shape, owner, size and, where the server
 * knows the signer's key, signature; what goes out is the same JSON. Devices themselves (names,
 * tokens) belong to {@code users}, which tells {@link stockpot.server.e2ee.DeviceCleanup} when one
 * comes or goes. Read {@link stockpot.server.e2ee.DeviceKeys} first.
 */
@NullMarked
package stockpot.server.e2ee;

import org.jspecify.annotations.NullMarked;
