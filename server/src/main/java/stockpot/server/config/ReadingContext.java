package stockpot.server.config;

import java.nio.file.Path;
import java.util.Map;

/**
 * What a reading needs beside the file.
 *
 * @param configFolder the folder of the file
 * @param environment variables of the process
 * @param secrets where secrets that nobody gave come from
 */
record ReadingContext(Path configFolder, Map<String, String> environment, KeptSecrets secrets) {}
