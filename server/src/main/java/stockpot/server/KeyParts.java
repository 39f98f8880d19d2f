package stockpot.server;

import stockpot.server.config.Config;
import stockpot.server.e2ee.CrossSigning;
import stockpot.server.e2ee.DeviceKeys;
import stockpot.server.e2ee.KeyClaims;
import stockpot.server.e2ee.KeyQueries;
import stockpot.server.e2ee.KeyReplacement;
import stockpot.server.e2ee.RoomKeyBackups;
import stockpot.server.e2ee.RoomKeyReader;
import stockpot.server.e2ee.SignatureUploads;
import stockpot.server.e2ee.ToDevice;
import stockpot.server.ports.Ports;
import stockpot.server.store.Database;

/** The objects of {@code e2ee}. */
record KeyParts(
        DeviceKeys keys,
        KeyQueries queries,
        KeyClaims claims,
        CrossSigning crossSigning,
        SignatureUploads signatures,
        KeyReplacement replacement,
        RoomKeyBackups backups,
        RoomKeyReader backupReader,
        ToDevice toDevice) {

    static KeyParts wire(Config config, Ports ports, Database database) {
        var server = config.server().name();
        return new KeyParts(
                new DeviceKeys(database),
                new KeyQueries(database, server),
                new KeyClaims(database, server),
                new CrossSigning(database),
                new SignatureUploads(database),
                new KeyReplacement(database, ports.clock()),
                new RoomKeyBackups(database),
                new RoomKeyReader(database),
                new ToDevice(database, ports.clock(), server));
    }
}
