// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.cli;

import dev.eventsource.store.OperationStore;
import dev.eventsource.store.Storage;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Whose operations a command is about. */
final class OperationTenant {

    @Option(names = "--tenant", paramLabel = "T", description = "Only this tenant's (default: those of all tenants).")
    private @Nullable String tenant;

    @Spec(Spec.Target.MIXEE)
    private @Nullable CommandSpec spec;

    OperationStore of(Storage storage) {
        try {
            return tenant == null
                    ? storage.operations()
                    : storage.forTenant(tenant).operations();
        } catch (IllegalArgumentException e) {
            throw usage(String.valueOf(e.getMessage()));
        }
    }

    RuntimeException usage(String reason) {
        return spec == null ? new IllegalArgumentException(reason) : new ParameterException(spec.commandLine(), reason);
    }
}
