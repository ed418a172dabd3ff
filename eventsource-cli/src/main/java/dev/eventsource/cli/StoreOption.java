// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.cli;

import dev.eventsource.cli.console.Failure;
import dev.eventsource.cli.console.Secrets;
import dev.eventsource.store.Storage;
import dev.eventsource.store.Storages;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Which store a command works on. */
final class StoreOption {

    private static final String SQLITE = "jdbc:sqlite:";

    @Option(
            names = "--store",
            paramLabel = "URL",
            defaultValue = "${env:EVENTSOURCE_STORE}",
            description = {
                "The event store (default: the variable EVENTSOURCE_STORE):",
                "jdbc:sqlite:FILE",
                "jdbc:postgresql://HOST:PORT/DATABASE?user=NAME",
                "memory:",
                "A password for PostgreSQL is best in PGPASSWORD or .pgpass."
            })
    private @Nullable String url;

    @Spec(Spec.Target.MIXEE)
    private @Nullable CommandSpec spec;

    /** Opens the store to write to it, creating it if need be. */
    Storage open() {
        return open(named());
    }

    /** Opens another store than the one that was named. */
    Storage open(String other) {
        return checked(other, () -> {
            Storages.migrate(other);
            return Storages.open(other);
        });
    }

    /** What was named, "" if nothing was. */
    String url() {
        return url == null ? "" : url;
    }

    /** Opens the store to read from it: a mistyped file is not created, and neither are tables. */
    Storage openExisting() {
        if (url().startsWith(SQLITE)) {
            String file = url().substring(SQLITE.length()).replaceFirst("\\?.*", "");
            if (!file.isEmpty() && !file.startsWith(":") && !file.startsWith("file:") && !Files.exists(Path.of(file))) {
                throw new Failure("There is no store at " + file);
            }
        }
        return checked(named(), () -> Storages.open(url()));
    }

    /** Creates or updates what the store needs to be opened, and says what that was. */
    String migrate() {
        return checked(named(), () -> Storages.migrate(url()));
    }

    private String named() {
        if (url().isEmpty()) {
            throw usage("Missing required option: '--store=URL', for instance --store jdbc:sqlite:events.db");
        }
        return url();
    }

    private <R> R checked(String store, Supplier<R> work) {
        try {
            return work.get();
        } catch (IllegalArgumentException e) {
            throw usage("--store '" + Secrets.inUrl(store) + "': " + e.getMessage());
        }
    }

    private ParameterException usage(String message) {
        if (spec == null) {
            throw new IllegalStateException("picocli sets the spec before a command runs");
        }
        return new ParameterException(spec.commandLine(), message);
    }
}
