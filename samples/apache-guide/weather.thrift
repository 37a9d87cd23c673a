namespace netstd ApacheGuide

service Weather {
  double temperature(1: string place)
}
