/**
 * Programs that scripts call and no package manager of a language brings: what is named in a script and not here may be a function, an
 * alias, or a file, and is not judged.
 */
export const externalPrograms: ReadonlySet<string> = new Set(
  [
    'ansible ansible-playbook autoconf automake aws az bazel bazelisk buf buildah bwrap cargo-make clang clang-format clang-tidy',
    'cmake conan convert ctags curl cwebp dig direnv docker docker-compose dot doxygen emcc entr envsubst exiftool ffmpeg ffprobe',
    'flatc flyctl g++ gcc gcloud gdb gh gifsicle git-lfs glslc gnuplot go goreleaser golangci-lint gpg gs gtimeout hadolint',
    'helm heroku hugo identify inkscape inotifywait java javac jq just k3d k6 kind kubectl latexmk ldd libtool lsof magick make',
    'mdbook meson minikube mkcert mongosh mosquitto_pub msgfmt mvn mysql mysqldump nasm nc ninja nix openssl optipng packer',
    'pandoc parallel patchelf pdflatex pdftotext pg_dump pg_isready php pkg-config podman protoc psql qemu-img rabbitmqctl',
    'redis-cli redis-server ruby rsync rustc sccache shellcheck shfmt socat sops sox sqlite3 sshpass svgo swig terraform tesseract',
    'tmux tofu trivy unzip upx vagrant valgrind vault wasm-opt wasm-pack watchexec watchman wget wkhtmltopdf xelatex xgettext',
    'xmllint xvfb-run xz yasm yq zip zstd',
  ]
    .join(' ')
    .split(' '),
)
