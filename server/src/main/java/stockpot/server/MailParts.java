package stockpot.server;

import org.jspecify.annotations.Nullable;
import stockpot.server.config.Config;
import stockpot.server.config.MailConfig;
import stockpot.server.mail.Alerts;
import stockpot.server.mail.DiskWatch;
import stockpot.server.mail.Letters;
import stockpot.server.mail.MailQueue;
import stockpot.server.mail.MailTrial;
import stockpot.server.mail.Relay;
import stockpot.server.mail.SmtpRelay;
import stockpot.server.ports.Ports;
import stockpot.server.store.Database;

/** The objects of {@code mail}; all null where none is sent. */
record MailParts(
        @Nullable MailQueue queue,
        @Nullable Letters letters,
        @Nullable Alerts alerts,
        @Nullable DiskWatch disk) {
    /** Makes the relay, so that the simulator can have one of its own. */
    @FunctionalInterface
    interface RelayMaker {
        Relay make(Config config, MailConfig mail, Ports ports);
    }

    static Relay smtp(Config config, MailConfig mail, Ports ports) {
        String host = MailTrial.greeting(config.server().name().value());
        return new SmtpRelay(mail.relay(), mail.from(), host, ports.outgoing(), null);
    }

    static MailParts wire(Config config, Ports ports, Database database, RelayMaker relay) {
        MailConfig mail = config.mail();
        if (mail == null) {
            return new MailParts(null, null, null, null);
        }
        MailQueue queue = new MailQueue(database, ports, relay.make(config, mail, ports));
        Letters letters =
                new Letters(mail, config.server().name(), queue, ports.clock(), ports.chance());
        String operator = mail.alertAddress();
        if (operator == null) {
            return new MailParts(queue, letters, null, null);
        }
        Alerts alerts = new Alerts(database, letters, ports.clock(), operator);
        DiskWatch disk = new DiskWatch(alerts, ports, DiskWatch.of(config.server().dataDir()));
        return new MailParts(queue, letters, alerts, disk);
    }

    void start() {
        if (queue != null) {
            queue.start();
        }
        if (disk != null) {
            disk.start();
        }
    }

    void close() {
        if (disk != null) {
            disk.close();
        }
        if (queue != null) {
            queue.close();
        }
    }
}
