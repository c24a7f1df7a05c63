# Loads every Ruby file below the working directory: what that raises is wrong with them.
Dir.glob('**/*.rb').sort.each { |path| require File.expand_path(path) }
