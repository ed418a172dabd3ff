// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.cli;

import dev.eventsource.store.Storage;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Whose subscriptions a command is about. */
final class TenantOption {

    @Option(names = "--tenant", paramLabel = "T", description = "What is this tenant's (default: no tenant's).")
    private @Nullable String tenant;

    @Spec(Spec.Target.MIXEE)
    private @Nullable CommandSpec spec;

    Storage of(Storage storage) {
        if (tenant == null) {
            return storage;
        }
        try {
            return storage.forTenant(tenant);
        } catch (IllegalArgumentException e) {
            if (spec == null) {
                throw e;
            }
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()));
        }
    }
}
