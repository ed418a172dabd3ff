// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.cli;

import dev.eventsource.event.ExpectedVersion;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads {@code any}, {@code none}, {@code exists} or a version from the command line. */
final class ExpectConverter implements ITypeConverter<ExpectedVersion> {

    @Override
    public ExpectedVersion convert(String text) {
        return switch (text) {
            case "any" -> ExpectedVersion.any();
            case "none" -> ExpectedVersion.noStream();
            case "exists" -> ExpectedVersion.streamExists();
            default -> {
                try {
                    yield ExpectedVersion.exactly(Long.parseLong(text));
                } catch (IllegalArgumentException e) {
                    throw new TypeConversionException("expected any, none, exists or a version, not '" + text + "'");
                }
            }
        };
    }
}
