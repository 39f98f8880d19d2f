package stockpot.server;

import java.util.List;
import stockpot.server.api.EndpointGroup;
import stockpot.server.api.admin.Audited;
import stockpot.server.api.admin.SharedSecretRegister;
import stockpot.server.api.admin.UserMedia;
import stockpot.server.api.client.AccountManagement;
import stockpot.server.api.client.AccountRegistration;
import stockpot.server.api.client.AuthFallback;
import stockpot.server.api.client.CapabilitiesNegotiation;
import stockpot.server.api.client.ClientConfig;
import stockpot.server.api.client.CreateRoom;
import stockpot.server.api.client.CrossSigningKeys;
import stockpot.server.api.client.DeviceManagement;
import stockpot.server.api.client.DirectoryVisibility;
import stockpot.server.api.client.EndToEndEncryption;
import stockpot.server.api.client.EventStreaming;
import stockpot.server.api.client.FallbackForms;
import stockpot.server.api.client.Filtering;
import stockpot.server.api.client.InvitePage;
import stockpot.server.api.client.KeyBackup;
import stockpot.server.api.client.ListNotifications;
import stockpot.server.api.client.Login;
import stockpot.server.api.client.MailPages;
import stockpot.server.api.client.MediaDownload;
import stockpot.server.api.client.MediaUpload;
import stockpot.server.api.client.OpenIdTokens;
import stockpot.server.api.client.PresenceStatus;
import stockpot.server.api.client.PublishedRooms;
import stockpot.server.api.client.PushRulesApi;
import stockpot.server.api.client.PushersApi;
import stockpot.server.api.client.ReadEvents;
import stockpot.server.api.client.ReadState;
import stockpot.server.api.client.Receipts;
import stockpot.server.api.client.ReportContent;
import stockpot.server.api.client.Restraints;
import stockpot.server.api.client.RoomAliasNames;
import stockpot.server.api.client.RoomMembership;
import stockpot.server.api.client.SendEvents;
import stockpot.server.api.client.SendToDevice;
import stockpot.server.api.client.ServerAdministration;
import stockpot.server.api.client.Sync;
import stockpot.server.api.client.TermsPage;
import stockpot.server.api.client.ThirdPartyIds;
import stockpot.server.api.client.TypingNotifications;
import stockpot.server.api.client.UpgradeRoom;
import stockpot.server.api.client.UserDirectorySearch;
import stockpot.server.api.client.UserProfiles;
import stockpot.server.api.client.VoiceOverIp;
import stockpot.server.config.Config;
import stockpot.server.rooms.RoomDirectoryPages;
import stockpot.server.rooms.RoomHistory;
import stockpot.server.rooms.RoomMemberLists;
import stockpot.server.rooms.RoomReports;
import stockpot.server.rooms.RoomUpgrades;
import stockpot.server.rooms.StoredProfiles;
import stockpot.server.sync.EventStream;
import stockpot.server.sync.LegacyPresence;
import stockpot.server.sync.LegacySnapshots;
import stockpot.server.users.UserDirectory;

/** The endpoint groups of clients, one method for each package that they stand on. */
final class ClientApi {
    private ClientApi() {}

    static List<EndpointGroup> users(Core core) {
        Config config = core.config;
        UserParts users = core.users;
        return List.of(
                new AccountRegistration(users.registration(), users.registrationTokens()),
                new Login(
                        users.logins(),
                        users.tokens(),
                        users.sessions(),
                        users.interactive(),
                        config.login(),
                        config.wellKnown().client()),
                new AccountManagement(
                        users.mailValidation(),
                        users.interactive(),
                        users.passwordChange(),
                        users.deactivation()),
                new ThirdPartyIds(
                        users.mailValidation(), users.mailAddresses(), users.interactive()),
                new MailPages(
                        users.mailValidation(),
                        users.approval(),
                        users.mailReaders(),
                        config.mail() == null ? "en" : config.mail().words().language()),
                new DeviceManagement(users.devices(), users.interactive()),
                new CapabilitiesNegotiation(users.logins(), users.accounts()),
                new UserProfiles(users.profiles(), users.accounts()),
                new ClientConfig(users.accountData(), users.tags()),
                new Filtering(users.filters()),
                new PresenceStatus(users.presence(), core.rooms.reader()),
                new UserDirectorySearch(new UserDirectory(core.database, config.userDirectory())),
                new OpenIdTokens(users.openId()),
                new VoiceOverIp(users.turn()),
                new Audited(
                        new ServerAdministration(
                                users.accounts(), users.devices(), users.moderation()),
                        core.admin.audit()),
                new AuthFallback(
                        users.interactive(),
                        new FallbackForms(
                                config.registration().terms(),
                                config.registration().doors().puzzleBits()),
                        users.mailStage()),
                new TermsPage(config.registration().terms()),
                new InvitePage(
                        users.registration(), users.registrationTokens(), config.registration()),
                new SharedSecretRegister(users.sharedSecret()));
    }

    static List<EndpointGroup> rooms(Core core) {
        RoomParts rooms = core.rooms;
        List<EndpointGroup> groups =
                List.of(
                        new CreateRoom(rooms.creation()),
                        new RoomMembership(rooms.members(), rooms.aliases(), rooms.reader()),
                        new SendEvents(rooms.events()),
                        new ReadState(core.database),
                        new RoomAliasNames(rooms.aliases(), core.config.server().name()),
                        new ReadEvents(
                                new RoomHistory(core.database, core.sync.ignored()::of),
                                new RoomMemberLists(core.database)),
                        new PublishedRooms(
                                new RoomDirectoryPages(core.database),
                                core.config.server().name(),
                                core.config.rooms().publicRoomsWithoutAuth()),
                        new DirectoryVisibility(rooms.directory()),
                        new UpgradeRoom(
                                new RoomUpgrades(
                                        core.database,
                                        rooms.writer(),
                                        rooms.creation(),
                                        new StoredProfiles(core.database))),
                        new ReportContent(new RoomReports(core.database, core.ports.clock())));
        return restrained(core, groups);
    }

    private static List<EndpointGroup> restrained(Core core, List<EndpointGroup> groups) {
        Restraints restraints = new Restraints(core.database, core.ports.chance());
        return groups.stream().map(restraints::around).toList();
    }

    static List<EndpointGroup> keys(Core core) {
        KeyParts keys = core.keys;
        return List.of(
                new EndToEndEncryption(core.database, keys.keys(), keys.queries(), keys.claims()),
                new CrossSigningKeys(
                        keys.crossSigning(),
                        keys.signatures(),
                        core.users.interactive(),
                        keys.replacement()),
                new KeyBackup(keys.backups(), keys.backupReader()),
                new SendToDevice(keys.toDevice()));
    }

    static List<EndpointGroup> sync(Core core) {
        SyncParts sync = core.sync;
        return List.of(
                new Sync(sync.syncs(), core.users.filters(), core.users.presence()),
                new Receipts(sync.receipts()),
                restrained(
                                core,
                                List.of(
                                        new TypingNotifications(
                                                sync.typing(), core.rooms.reader())))
                        .getFirst(),
                new ListNotifications(sync.notifications()),
                new PushRulesApi(sync.pushRules()),
                new PushersApi(core.users.pushers()),
                streaming(core));
    }

    private static EventStreaming streaming(Core core) {
        SyncParts sync = core.sync;
        LegacySnapshots snapshots =
                new LegacySnapshots(
                        core.database,
                        sync.syncs(),
                        new LegacyPresence(core.users.presence()),
                        sync.ignored()::of);
        EventStream.Sources sources =
                new EventStream.Sources(
                        core.database,
                        sync.hub(),
                        sync.syncs(),
                        sync.typing(),
                        core.users.presence(),
                        sync.ignored()::of);
        return new EventStreaming(
                new EventStream(sources, core.ports.waiting(), core.ports.clock()),
                snapshots,
                new RoomHistory(core.database, sync.ignored()::of));
    }

    static List<EndpointGroup> media(Core core) {
        MediaParts media = core.media;
        return List.of(
                new MediaUpload(media.repository()),
                new MediaDownload(media.repository(), media.thumbnails()),
                new Audited(
                        new UserMedia(core.database, core.users.accounts(), media.repository()),
                        core.admin.audit()));
    }
}
