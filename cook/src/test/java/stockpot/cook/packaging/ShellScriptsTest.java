package stockpot.cook.packaging;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** Every script that is delivered: read by three shells and by shellcheck. */
class ShellScriptsTest {
    static final String[] SHELLS = Scripts.SHELLS;

    private static final List<String> FOLDERS =
            List.of("bin", "rc.d", "pot-flavour", "docs/examples", "nomad", ".ci/rigs/freebsd");

    private static List<Path> scripts() throws IOException {
        List<Path> scripts = new ArrayList<>();
        for (String folder : FOLDERS) {
            try (Stream<Path> files = Files.walk(Scripts.top(folder))) {
                for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                    if (isScript(file)) {
                        scripts.add(file);
                    }
                }
            }
        }
        return scripts;
    }

    private static boolean isScript(Path file) throws IOException {
        String name = file.getFileName().toString();
        if (name.endsWith(".tgz") || name.endsWith(".class")) {
            return false;
        }
        return name.endsWith(".sh") || Files.readString(file).startsWith("#!/bin/sh");
    }

    @ParameterizedTest
    @FieldSource("SHELLS")
    void everyShellCanReadEveryScript(String shell) throws IOException, InterruptedException {
        List<Path> scripts = scripts();
        assertTrue(scripts.size() > 20, scripts::toString);
        for (Path script : scripts) {
            List<String> line = new ArrayList<>(List.of(shell.split(" ")));
            line.addAll(List.of("-n", script.toString()));
            assertEquals("", new Scripts(shell).call(line).good().text(), script.toString());
        }
    }

    @Test
    void shellcheckFindsNothing() throws IOException, InterruptedException {
        List<String> line = new ArrayList<>(List.of(Scripts.need("shellcheck"), "-x"));
        line.addAll(List.of("-P", Scripts.top("").toString()));
        scripts().forEach(script -> line.add(script.toString()));
        new Scripts("dash").call(line).good();
    }

    /** So that `make check` looks at a new script as well. */
    @Test
    void makeCheckCoversEveryScript() throws IOException, InterruptedException {
        Path list =
                Scripts.write(
                        Files.createTempDirectory("stockpot-test").resolve("Makefile"),
                        "include "
                                + Scripts.top("Makefile")
                                + "\nlist-scripts:\n"
                                + "\t@for f in $(SCRIPTS); do echo \"$$f\"; done\n");
        List<String> line =
                List.of(
                        Scripts.need("make"),
                        "-s",
                        "-C",
                        Scripts.top("").toString(),
                        "-f",
                        list.toString(),
                        "list-scripts");
        Set<String> covered =
                new TreeSet<>(new Scripts("dash").call(line).good().text().lines().toList());
        for (Path script : scripts()) {
            String name = Scripts.top("").relativize(script).toString();
            assertTrue(covered.contains(name), name + " is not in SCRIPTS of the Makefile");
        }
        Files.delete(list);
        Files.delete(list.resolveSibling(""));
    }
}
