// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.cli;

import dev.eventsource.event.StreamId;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads the name of a stream from the command line. */
final class StreamConverter implements ITypeConverter<StreamId> {

    @Override
    public StreamId convert(String text) {
        try {
            return StreamId.parse(text);
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException(String.valueOf(e.getMessage()));
        }
    }
}
