package stockpot.cook.packaging;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

/** An installation below a folder, made by the installer itself. */
record Installed(Path prefix) {
    /** With empty programs: for scripts that never start Java. */
    static Installed hollow(Path folder) throws IOException, InterruptedException {
        Path dist = folder.resolve("dist");
        Scripts.write(dist.resolve("stockpot.jar"), "");
        Scripts.write(dist.resolve("cook.jar"), "");
        Scripts.write(dist.resolve("lib/some.jar"), "");
        return install(dist, folder.resolve("prefix"));
    }

    /** With the server as it was compiled; nothing has to be packed for it. */
    static Installed working(Path folder) throws IOException, InterruptedException {
        Path server = Scripts.top("server/target");
        Scripts.demand(Files.isDirectory(server.resolve("classes")), "the compiled server");
        Path dist = Files.createDirectories(folder.resolve("dist"));
        jar(dist.resolve("stockpot.jar"), "stockpot.server.Main", server);
        jar(dist.resolve("cook.jar"), "stockpot.cook.Main", Scripts.top("cook/target"));
        return install(dist, folder.resolve("prefix"));
    }

    private static Installed install(Path dist, Path prefix)
            throws IOException, InterruptedException {
        new Scripts("dash")
                .run(
                        Scripts.top("bin/build/install.sh"),
                        dist.toString(),
                        "",
                        prefix.toString(),
                        "FreeBSD")
                .good();
        return new Installed(prefix);
    }

    /** A jar that holds nothing but where its classes lie. */
    private static void jar(Path file, String main, Path target) throws IOException {
        List<String> places = new ArrayList<>();
        places.add(target.resolve("classes").toUri().toString());
        try (var jars = Files.list(target.resolve("lib"))) {
            jars.map(jar -> jar.toUri().toString()).sorted().forEach(places::add);
        }
        Manifest manifest = new Manifest();
        Attributes attributes = manifest.getMainAttributes();
        attributes.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        attributes.put(Attributes.Name.MAIN_CLASS, main);
        attributes.put(Attributes.Name.CLASS_PATH, String.join(" ", places));
        attributes.putValue("Implementation-Version", "test");
        try (OutputStream out = Files.newOutputStream(file)) {
            new JarOutputStream(out, manifest).close();
        }
    }

    Path bin(String program) {
        return prefix.resolve("bin").resolve(program);
    }

    Path lib(String file) {
        return prefix.resolve("lib/stockpot").resolve(file);
    }

    /** A service script, with the stand-ins in the place of FreeBSD's own programs. */
    Path service(String name) throws IOException {
        Path script = prefix.resolve("etc/rc.d").resolve(name);
        String text =
                Files.readString(script)
                        .replace(". /etc/rc.subr", ". " + Scripts.freeBsd().resolve("rc.subr"))
                        .replace("/usr/sbin/daemon", Scripts.freeBsd() + "/bin/daemon");
        return Scripts.program(script, text);
    }
}
