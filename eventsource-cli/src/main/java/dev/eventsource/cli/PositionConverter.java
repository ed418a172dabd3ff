// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.cli;

import dev.eventsource.subscription.Start;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads {@code beginning}, {@code end} or the position of an event, which counts as handled. */
final class PositionConverter implements ITypeConverter<Start> {

    @Override
    public Start convert(String text) {
        return switch (text) {
            case "beginning" -> Start.beginning();
            case "end" -> Start.end();
            default -> {
                try {
                    yield Start.after(Long.parseLong(text));
                } catch (IllegalArgumentException e) {
                    throw new TypeConversionException("expected beginning, end or a position, not '" + text + "'");
                }
            }
        };
    }
}
