package stockpot.server;

import stockpot.server.cli.LogOutput;
import stockpot.server.cli.StockpotCommand;
import stockpot.server.config.Config;
import stockpot.server.config.ProcessEnvironment;
import stockpot.server.config.StartupRefusal;
import stockpot.server.ports.jvm.JvmChance;

/** Starts and stops the homeserver. */
public final class Main {
    private Main() {}

    /** Runs until the process is told to stop. */
    public static void main(String[] args) {
        LogOutput.prepare();
        StockpotCommand command =
                new StockpotCommand(Main::serve, new JvmChance(), ProcessEnvironment.variables());
        System.exit(command.run(args));
    }

    private static int serve(Config config) {
        throw new StartupRefusal("The parts of " + config.server().name() + " are not wired yet.");
    }
}
