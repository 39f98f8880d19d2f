package stockpot.server;

import java.util.function.Predicate;
import stockpot.server.config.Config;
import stockpot.server.matrix.id.UserId;
import stockpot.server.matrix.signing.SigningKey;
import stockpot.server.ports.Ports;
import stockpot.server.rooms.GuestRemoval;
import stockpot.server.rooms.RoomAliases;
import stockpot.server.rooms.RoomCreation;
import stockpot.server.rooms.RoomDirectory;
import stockpot.server.rooms.RoomEvents;
import stockpot.server.rooms.RoomMembers;
import stockpot.server.rooms.RoomReader;
import stockpot.server.rooms.RoomWriter;
import stockpot.server.rooms.ServerSigner;
import stockpot.server.rooms.StoredProfiles;
import stockpot.server.store.Database;
import stockpot.server.store.Users;

/** The objects of {@code rooms}. */
record RoomParts(
        RoomReader reader,
        RoomWriter writer,
        RoomMembers members,
        RoomEvents events,
        RoomAliases aliases,
        RoomDirectory directory,
        RoomCreation creation) {

    static RoomParts wire(Config config, Ports ports, Database database, SigningKey key) {
        var server = config.server().name();
        Predicate<UserId> isAdmin = user -> database.read(tx -> Users.isAdmin(tx, user));
        StoredProfiles profiles = new StoredProfiles(database);
        RoomWriter writer = new RoomWriter(database, ports.clock(), new ServerSigner(server, key));
        RoomMembers members = new RoomMembers(database, writer, profiles, server);
        GuestRemoval guests =
                new GuestRemoval(database, members, user -> isGuest(database, user), server);
        RoomDirectory directory = new RoomDirectory(database, config.rooms(), isAdmin);
        return new RoomParts(
                new RoomReader(database),
                writer,
                members,
                new RoomEvents(database, writer, members, guests),
                new RoomAliases(database, writer, config.rooms(), server, isAdmin),
                directory,
                new RoomCreation(
                        database,
                        writer,
                        profiles,
                        directory,
                        config.rooms(),
                        server,
                        ports.chance()));
    }

    private static boolean isGuest(Database database, UserId user) {
        var row = database.read(tx -> Users.find(tx, user));
        return row != null && row.guest();
    }
}
