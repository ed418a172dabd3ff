// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.cli.input;

import dev.eventsource.cli.console.Failure;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/** A file is not what it should be; the message names file, line and reason. */
public final class MalformedInputException extends Failure {

    private static final long serialVersionUID = 1;

    public MalformedInputException(String file, long line, String reason) {
        this(file, line, reason, null);
    }

    public MalformedInputException(String file, long line, String reason, @Nullable Throwable cause) {
        super(file + ", line " + line + ": " + reason, cause);
    }

    /** What reading the file ran into, in words. */
    public static MalformedInputException reading(String file, long line, IOException cause) {
        return new MalformedInputException(file, line, reason(cause), cause);
    }

    private static String reason(IOException cause) {
        if (cause instanceof TooLargeException) {
            return String.valueOf(cause.getMessage());
        }
        if (cause instanceof EOFException) {
            return "the compressed data ends too early; the file was cut off";
        }
        if (cause instanceof ZipException) {
            return "the compressed data is damaged (" + cause.getMessage() + ")";
        }
        if (cause instanceof CharacterCodingException) {
            return "the text is not in its encoding (UTF-8 unless it says otherwise)";
        }
        return "it cannot be read (" + cause.getMessage() + ")";
    }
}
