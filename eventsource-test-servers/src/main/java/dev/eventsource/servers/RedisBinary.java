// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.servers;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Locale;
import java.util.Optional;

/** The Redis on the class path for this kind of machine: one static program. */
record RedisBinary(URL resource) {

    private static final String PREFIX = "redis-server-7.0.15-";

    static Optional<RedisBinary> forThisMachine() {
        return Optional.ofNullable(RedisBinary.class.getResource("/" + name())).map(RedisBinary::new);
    }

    static String name() {
        String system = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        String processor = System.getProperty("os.arch");
        return PREFIX
                + (system.startsWith("mac") ? "darwin" : system)
                + (processor.equals("aarch64") ? "-arm64" : "-" + processor.replace("x86_64", "amd64"));
    }

    Path unpacked() {
        Path folder = Cache.forServersOf(Account.OURS).folder(name(), this::unpackInto);
        return folder.resolve("redis-server");
    }

    private void unpackInto(Path folder) throws IOException {
        Path program = folder.resolve("redis-server");
        try (InputStream content = resource.openStream()) {
            Files.copy(content, program);
        }
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}
