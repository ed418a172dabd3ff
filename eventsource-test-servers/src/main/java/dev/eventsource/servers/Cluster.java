// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.servers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Locale;
import java.util.UUID;

/** The programs and the fresh data of a server, both ready in the cache. */
record Cluster(Account account, Path programs, Path template) {

    private static final String SUPERUSER = "postgres";

    static Cluster of(Binaries binaries, Account account) {
        Cache cache = Cache.forServersOf(account);
        Path programs = cache.folder(binaries.name(), binaries::unpackInto);
        Path template = cache.folder(
                binaries.name() + "-data-" + account.name().toLowerCase(Locale.ROOT),
                folder -> initialise(programs, account, folder));
        return new Cluster(account, programs, template);
    }

    private static void initialise(Path programs, Account account, Path folder) throws IOException {
        Path password = Files.createFile(
                folder.resolve("password"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(password, UUID.randomUUID().toString());
        account.own(folder);
        Command.of(account.command(List.of(
                        programs.resolve("bin/initdb").toString(),
                        "--pgdata=" + folder.resolve("data"),
                        "--username=" + SUPERUSER,
                        "--pwfile=" + password,
                        "--auth=scram-sha-256",
                        "--encoding=UTF8",
                        "--locale=C",
                        "--wal-segsize=1",
                        "--no-sync")))
                .run();
    }

    String server() {
        return programs.resolve("bin/postgres").toString();
    }

    Database database(int port) {
        try {
            String password = Files.readString(template.resolve("password"));
            return new Database("127.0.0.1", port, SUPERUSER, SUPERUSER, password);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void copyDataTo(Path target) {
        Path source = template.resolve("data");
        try {
            Files.walkFileTree(source, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes)
                        throws IOException {
                    return copy(folder);
                }

                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                    return copy(file);
                }

                private FileVisitResult copy(Path path) throws IOException {
                    Files.copy(path, target.resolve(source.relativize(path)), StandardCopyOption.COPY_ATTRIBUTES);
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        account.own(target);
    }
}
