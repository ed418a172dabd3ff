// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.cli.xes;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UnsupportedEncodingException;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Decodes an XML file by its byte order mark or its declaration, else as UTF-8, and refuses bytes that are none of it.
 * The parser could do that too, but prints its complaint where nobody can catch it.
 */
final class XmlText {

    private static final int DECLARATION = 256;
    private static final Pattern ENCODING =
            Pattern.compile("^(?:\u00EF\u00BB\u00BF)?<\\?xml[^>]*?encoding\\s*=\\s*[\"']([A-Za-z0-9._-]+)[\"']");

    private XmlText() {}

    /** The text of the file. */
    static Reader of(InputStream in) throws IOException {
        in.mark(DECLARATION);
        String begin = new String(in.readNBytes(DECLARATION), StandardCharsets.ISO_8859_1);
        in.reset();
        Charset charset = charset(begin);
        if (charset.equals(StandardCharsets.UTF_8) && begin.startsWith("\u00EF\u00BB\u00BF")) {
            in.skipNBytes(3);
        }
        return new InputStreamReader(
                in,
                charset.newDecoder()
                        .onMalformedInput(CodingErrorAction.REPORT)
                        .onUnmappableCharacter(CodingErrorAction.REPORT));
    }

    private static Charset charset(String begin) throws IOException {
        if (begin.startsWith("\u00FE\u00FF") || begin.startsWith("\u00FF\u00FE")) {
            return StandardCharsets.UTF_16;
        }
        Matcher declared = ENCODING.matcher(begin);
        if (!declared.find()) {
            return StandardCharsets.UTF_8;
        }
        try {
            return Charset.forName(declared.group(1));
        } catch (IllegalArgumentException e) {
            throw new UnsupportedEncodingException("its encoding " + declared.group(1) + " is unknown");
        }
    }
}
