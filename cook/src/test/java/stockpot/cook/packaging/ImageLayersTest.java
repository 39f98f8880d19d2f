package stockpot.cook.packaging;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;
import stockpot.cook.packaging.Scripts.Outcome;

/** The scripts of the image's layers, on a folder in the place of the jail. */
class ImageLayersTest {
    static final String[] SHELLS = Scripts.SHELLS;

    private static final String PACKAGES =
            """
            openjdk21-jre-headless
            openjdk25-jre-headless
            openjdk26-jre-headless
            openjdk26
            nginx
            consul
            node_exporter
            syslog-ng
            ca_root_nss
            curl
            """;

    @TempDir Path folder;

    private Path jail = Path.of("");
    private Path repository = Path.of("");

    @BeforeEach
    void makeAnEmptyJail() throws IOException, InterruptedException {
        jail = folder.resolve("jail");
        for (String place : List.of("etc", "root", "var/db", "var/log", "tmp", "usr/local/etc")) {
            Files.createDirectories(jail.resolve(place));
        }
        repository = Scripts.write(folder.resolve("repository"), PACKAGES);
        copyInTheBuild();
    }

    /** What pot's copy-in-flv does with what `make dist` has made, with programs that only tell. */
    private void copyInTheBuild() throws IOException, InterruptedException {
        Path stage = folder.resolve("stage");
        Path dist = folder.resolve("dist");
        for (String jar : List.of("stockpot.jar", "cook.jar")) {
            Scripts.write(dist.resolve(jar), "");
        }
        Scripts tool = new Scripts("dash");
        tool.run(
                        Scripts.top("bin/build/install.sh"),
                        dist.toString(),
                        stage.toString(),
                        "/usr/local",
                        "FreeBSD")
                .good();
        Path local = stage.resolve("usr/local");
        Scripts.program(local.resolve("bin/stockpot"), "#!/bin/sh\necho stockpot told $*\n");
        Scripts.program(local.resolve("bin/cook"), "#!/bin/sh\necho cook told $*\n");
        Scripts.program(
                local.resolve("lib/stockpot/warm-up.sh"),
                "#!/bin/sh\necho archive >\"$STOCKPOT_ROOT/usr/local/lib/stockpot/stockpot.jsa\"\n");
        // As on a machine with another umask.
        Scripts.mode(local.resolve("lib/stockpot/cook.jar"), "rw-rw-rw-");
        tool.call(
                        List.of(
                                "tar",
                                "-C",
                                stage.toString(),
                                "-czf",
                                jail.resolve("root/stockpot.tgz").toString(),
                                "usr"))
                .good();
    }

    private Outcome layer(String shell, String name) throws IOException, InterruptedException {
        return new Scripts(shell)
                .with("STOCKPOT_ROOT", jail.toString())
                .with("RC_ROOT", jail.toString())
                .with("PKG_REPOSITORY", repository.toString())
                .over(Scripts.freeBsd().resolve("bin"))
                .over(Scripts.freeBsd().resolve("jail"))
                .run(Scripts.top("pot-flavour/" + name), "stockpot");
    }

    private void allLayers(String shell) throws IOException, InterruptedException {
        for (String name :
                List.of("stockpot.sh", "stockpot+1.sh", "stockpot+2.sh", "stockpot+3.sh")) {
            layer(shell, name).good();
        }
    }

    @ParameterizedTest
    @FieldSource("SHELLS")
    void layersMakeAnImage(String shell) throws IOException, InterruptedException {
        layer(shell, "stockpot.sh").good().says("stockpot told --version");
        assertTrue(Files.exists(jail.resolve("usr/local/sbin/openjdk26-jre-headless")));
        assertFalse(Files.exists(jail.resolve("root/stockpot.tgz")));
        assertTrue(
                Files.readString(jail.resolve("pw.words"))
                        .contains("user stockpot -u 3400 -g stockpot"));
        assertEquals("rwxr-x---", Scripts.modeOf(jail.resolve("usr/local/etc/stockpot")));
        assertTrue(Files.exists(jail.resolve("usr/local/etc/newsyslog.conf.d/stockpot.conf")));
        layer(shell, "stockpot+1.sh").good().says("cook told version");
        layer(shell, "stockpot+2.sh").good();
        layer(shell, "stockpot+3.sh").good();
        List<String> settings = Files.readAllLines(jail.resolve("etc/rc.conf"));
        assertTrue(settings.contains("cook_enable=\"YES\""), settings::toString);
        assertTrue(settings.contains("clear_tmp_enable=\"NO\""), settings::toString);
        for (String service : List.of("nginx", "stockpot", "sshd", "consul")) {
            assertTrue(settings.contains(service + "_enable=\"NO\""), settings::toString);
        }
    }

    @Test
    void layersMayRunAgain() throws IOException, InterruptedException {
        allLayers("dash");
        copyInTheBuild();
        allLayers("dash");
    }

    @Test
    void z04_nothingInTheImageIsWritableByEverybody() throws IOException, InterruptedException {
        allLayers("dash");
        try (Stream<Path> files = Files.walk(jail)) {
            for (Path file : files.toList()) {
                assertFalse(
                        !Files.isSymbolicLink(file) && Scripts.modeOf(file).charAt(7) == 'w',
                        file.toString());
            }
        }
        assertTrue(
                Files.readString(jail.resolve("owners"))
                        .contains("chown -R root:wheel " + jail + "/usr/local/lib/stockpot"));
    }

    @Test
    void z19_idsKeysAndHistoryAreTakenOut() throws IOException, InterruptedException {
        layer("dash", "stockpot.sh").good();
        layer("dash", "stockpot+1.sh").good();
        for (String file :
                List.of(
                        "etc/ssh/ssh_host_ed25519_key",
                        "etc/hostid",
                        "etc/machine-id",
                        "var/db/consul/node-id",
                        "var/db/entropy/saved",
                        "root/.sh_history",
                        "entropy")) {
            Scripts.write(jail.resolve(file), "of this machine\n");
        }
        Scripts.write(jail.resolve("var/log/messages"), "names and addresses\n");
        layer("dash", "stockpot+3.sh").good();
        for (String file :
                List.of(
                        "etc/ssh/ssh_host_ed25519_key",
                        "etc/hostid",
                        "etc/machine-id",
                        "var/db/consul/node-id",
                        "var/db/entropy/saved",
                        "root/.sh_history",
                        "entropy")) {
            assertFalse(Files.exists(jail.resolve(file)), file);
        }
        assertEquals("", Files.readString(jail.resolve("var/log/messages")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "usr/local/etc/stockpot/example.com.signing.key",
                "usr/local/etc/ssl/some.pem",
                "mnt/stockpot/homeserver.db",
                "usr/local/etc/stockpot/homeserver.yaml",
                "root/.ssh/authorized_keys",
                "home/control/.ssh/id_ed25519",
            })
    void z19_imageWithASecretIsRefusedByName(String planted)
            throws IOException, InterruptedException {
        layer("dash", "stockpot.sh").good();
        boolean byName = !planted.endsWith(".pem");
        Scripts.write(
                jail.resolve(planted),
                byName ? "soup\n" : "-----BEGIN EC PRIVATE KEY-----\nMHcC\n");
        layer("dash", "stockpot+3.sh").bad().says("must not be in an image: ").says(planted);
    }

    @Test
    void z04_imageWithAWritablePathIsRefusedByName() throws IOException, InterruptedException {
        layer("dash", "stockpot.sh").good();
        Path loose = Scripts.write(jail.resolve("usr/local/etc/loose.conf"), "");
        Scripts.mode(loose, "rw-rw-rw-");
        layer("dash", "stockpot+3.sh").bad().says("everybody may write").says("loose.conf");
    }

    @Test
    void missingBuildOrJavaIsSaidWithTheRemedy() throws IOException, InterruptedException {
        Scripts.write(repository, PACKAGES.replaceAll("openjdk2[56].*\n", ""));
        layer("dash", "stockpot.sh").bad().says("no openjdk25-jre-headless").says("latest");
        Files.delete(jail.resolve("root/stockpot.tgz"));
        layer("dash", "stockpot.sh").bad().says("run 'make dist'");
    }

    @Test
    void imageInWhichTheServerDoesNotRunIsRefused() throws IOException, InterruptedException {
        layer("dash", "stockpot.sh").good();
        Scripts.program(
                jail.resolve("usr/local/lib/stockpot/warm-up.sh"),
                "#!/bin/sh\necho 'no library for this system' >&2\nexit 1\n");
        layer("dash", "stockpot+1.sh").bad().says("no library").says("does not run in this jail");
    }
}
