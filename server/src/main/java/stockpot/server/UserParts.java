package stockpot.server;

import java.util.List;
import stockpot.server.accounts.Approval;
import stockpot.server.accounts.AutoJoin;
import stockpot.server.accounts.Deactivation;
import stockpot.server.accounts.LeavingAllRooms;
import stockpot.server.accounts.Moderation;
import stockpot.server.accounts.PasswordChange;
import stockpot.server.accounts.PictureStore;
import stockpot.server.accounts.ProfilePropagation;
import stockpot.server.config.Config;
import stockpot.server.e2ee.DeviceCleanup;
import stockpot.server.mail.Letters;
import stockpot.server.ports.Ports;
import stockpot.server.push.MailReaders;
import stockpot.server.push.Pushers;
import stockpot.server.store.Database;
import stockpot.server.users.AccountData;
import stockpot.server.users.Accounts;
import stockpot.server.users.ConsentStage;
import stockpot.server.users.Devices;
import stockpot.server.users.Filters;
import stockpot.server.users.GuessLimits;
import stockpot.server.users.InteractiveAuth;
import stockpot.server.users.LastSeen;
import stockpot.server.users.Logins;
import stockpot.server.users.MailAddresses;
import stockpot.server.users.MailStage;
import stockpot.server.users.MailValidation;
import stockpot.server.users.Newcomers;
import stockpot.server.users.OpenId;
import stockpot.server.users.PasswordHash;
import stockpot.server.users.PasswordStage;
import stockpot.server.users.Passwords;
import stockpot.server.users.Presence;
import stockpot.server.users.PresenceSweep;
import stockpot.server.users.Profiles;
import stockpot.server.users.PuzzleStage;
import stockpot.server.users.Registration;
import stockpot.server.users.RegistrationTokenStage;
import stockpot.server.users.Secrets;
import stockpot.server.users.Sessions;
import stockpot.server.users.SharedSecretRegistration;
import stockpot.server.users.Tags;
import stockpot.server.users.Tokens;
import stockpot.server.users.TurnCredentials;

/** The objects of {@code users} and {@code accounts}. */
record UserParts(
        Tokens tokens,
        LastSeen lastSeen,
        Devices devices,
        Pushers pushers,
        Accounts accounts,
        Logins logins,
        Sessions sessions,
        InteractiveAuth interactive,
        Registration registration,
        SharedSecretRegistration sharedSecret,
        RegistrationTokenStage registrationTokens,
        Profiles profiles,
        AccountData accountData,
        Tags tags,
        Filters filters,
        Presence presence,
        PresenceSweep presenceSweep,
        OpenId openId,
        TurnCredentials turn,
        PasswordChange passwordChange,
        Deactivation deactivation,
        Moderation moderation,
        DirectoryParts directory,
        MailValidation mailValidation,
        MailAddresses mailAddresses,
        MailStage mailStage,
        MailReaders mailReaders,
        Approval approval) {

    static UserParts wire(
            Config config,
            Ports ports,
            Database database,
            RoomParts rooms,
            MediaParts media,
            MailParts mail) {
        Secrets secrets = new Secrets(ports.chance());
        Tokens tokens = new Tokens(database, ports.clock(), secrets, config.login());
        LastSeen lastSeen = new LastSeen(database, ports.clock());
        Pushers pushers = new Pushers(database);
        Devices devices =
                new Devices(
                        database,
                        ports.clock(),
                        tokens,
                        lastSeen,
                        List.of(new DeviceCleanup(), pushers));
        AutoJoin autoJoin =
                new AutoJoin(
                        config.registration().autoJoinRooms(), rooms.aliases(), rooms.members());
        Accounts accounts =
                new Accounts(database, config.server().name(), user -> false, List.of(autoJoin));
        Passwords passwords = passwords(config, ports);
        Profiles profiles =
                new Profiles(
                        database,
                        accounts,
                        (user, field) -> null,
                        List.of(new ProfilePropagation(rooms.reader(), rooms.members())));
        DirectoryParts directory =
                DirectoryParts.wire(
                        config, ports, database, accounts, tokens, profiles, pictures(media));
        GuessLimits guesses = new GuessLimits(ports.clock(), config.rateLimits());
        Logins logins =
                new Logins(
                        database,
                        ports.clock(),
                        accounts,
                        passwords,
                        directory.passwords(),
                        guesses,
                        secrets,
                        config.login());
        Sessions sessions = new Sessions(database, ports.clock(), tokens, devices, secrets);
        RegistrationTokenStage registrationTokens =
                new RegistrationTokenStage(database, ports.clock(), guesses);
        Letters letters = mail.letters();
        MailValidation mailValidation =
                new MailValidation(
                        database,
                        ports.clock(),
                        secrets,
                        letters,
                        config.thirdParty(),
                        config.registration().doors(),
                        config.rateLimits().bucket("rc_3pid_validation"));
        MailStage mailStage = new MailStage(mailValidation, secrets);
        InteractiveAuth interactive =
                new InteractiveAuth(
                        database,
                        ports.clock(),
                        secrets,
                        config.server().formSecret(),
                        config.login().uiAuthSessionTimeout(),
                        List.of(
                                new PasswordStage(accounts, logins),
                                registrationTokens,
                                mailStage,
                                new PuzzleStage(config.registration().doors().puzzleBits()),
                                new ConsentStage("m.login.dummy"),
                                new ConsentStage("m.login.terms")));
        Registration.Parts parts =
                new Registration.Parts(
                        accounts,
                        passwords,
                        sessions,
                        tokens,
                        interactive,
                        guesses,
                        secrets,
                        directory.passwords());
        Presence presence = new Presence(ports.clock(), ports.chance(), config.presence());
        Deactivation deactivation =
                new Deactivation(
                        database,
                        sessions,
                        profiles,
                        new LeavingAllRooms(database, rooms.members()),
                        ports.threads());
        return new UserParts(
                tokens,
                lastSeen,
                devices,
                pushers,
                accounts,
                logins,
                sessions,
                interactive,
                new Registration(
                        database,
                        ports.clock(),
                        parts,
                        config.registration(),
                        new Newcomers(
                                config.registration().doors(), ports.clock(), secrets, letters)),
                new SharedSecretRegistration(
                        database, ports.clock(), parts, config.registration().sharedSecret()),
                registrationTokens,
                profiles,
                new AccountData(database),
                new Tags(database),
                new Filters(database),
                presence,
                new PresenceSweep(presence, ports.waiting(), ports.threads()),
                new OpenId(database, ports.clock(), secrets),
                new TurnCredentials(config.turn(), ports.clock()),
                new PasswordChange(database, passwords, directory.passwords(), sessions),
                deactivation,
                new Moderation(database, accounts, tokens),
                directory,
                mailValidation,
                new MailAddresses(database, ports.clock(), mailValidation, config.thirdParty()),
                mailStage,
                new MailReaders(database, config.server().formSecret()),
                new Approval(database, deactivation, letters));
    }

    /** Pictures that the directory has of people become files of theirs. */
    private static PictureStore pictures(MediaParts media) {
        return (user, photo) ->
                media.repository().upload(user, photo.open(), photo.type(), null).toString();
    }

    /** One hashing at once, two where there are processors for it (memory: 7 MiB each). */
    private static Passwords passwords(Config config, Ports ports) {
        PasswordHash hashing =
                new PasswordHash(
                        ports.chance(), config.login().pepper(), config.login().bcryptRounds());
        int atOnce = Runtime.getRuntime().availableProcessors() > 1 ? 2 : 1;
        return new Passwords(hashing, ports.clock(), ports.waiting(), atOnce);
    }
}
