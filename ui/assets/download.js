(given) => {
  // the file is made in the browser: none lies on the server for others to fetch
  if (!given) return;
  const file = JSON.parse(given);
  const address = URL.createObjectURL(new Blob([file.text], { type: file.type }));
  const link = document.createElement("a");
  link.href = address;
  link.download = file.name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 60000);
}
